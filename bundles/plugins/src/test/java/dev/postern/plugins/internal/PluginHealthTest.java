// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** What is read of a component may be of two moments: its state of one, what it waits for of the next. */
final class PluginHealthTest {
    @Test
    void aComponentThatWaitedAMomentAgoIsOnItsWay(@TempDir Path folder) throws Exception {
        var framework = ServiceLoader.load(FrameworkFactory.class).iterator().next()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString()));
        framework.start();
        try {
            var context = framework.getBundleContext();
            var registry = new FakeRegistry(context);
            var health = new PluginHealth(context, waitsForNothing(), registry,
                    new Placement(new FakeHosts(registry),
                            DesiredFile.open(folder.resolve("installed.json"), new StrictJson())));
            assertThat(health.ailment(context.getBundle(), List.of()))
                    .contains("its component greeter is on its way up");
        } finally {
            framework.stop();
            framework.waitForStop(0);
        }
    }

    /** Unsatisfied, and nothing that it waits for. */
    private static ServiceComponentRuntime waitsForNothing() {
        var component = new ComponentDescriptionDTO();
        component.name = "greeter";
        var instance = new ComponentConfigurationDTO();
        instance.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
        instance.unsatisfiedReferences = new UnsatisfiedReferenceDTO[0];
        return (ServiceComponentRuntime) Proxy.newProxyInstance(PluginHealthTest.class.getClassLoader(),
                new Class<?>[]{ServiceComponentRuntime.class}, (_, method, _) -> switch (method.getName()) {
                    case "getComponentDescriptionDTOs" -> List.of(component);
                    case "getComponentConfigurationDTOs" -> List.of(instance);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
