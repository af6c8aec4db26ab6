// SPDX-License-Identifier: Apache-2.0
package dev.postern.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.admin.LoggerAdmin;

/** Felix's log service in a framework. */
class LoggersOfTheGoneTest {
    private static final String LOG_PACKAGES = "org.osgi.service.log;version=1.5.0,org.osgi.service.log.admin;version=1.0.0";

    @Test
    @Timeout(20)
    void areForgottenWithTheirBundle(@TempDir Path folder) throws Exception {
        var framework = new FrameworkFactory().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, folder.toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, LOG_PACKAGES));
        framework.start();
        try {
            var context = framework.getBundleContext();
            context.installBundle(Class.forName("org.apache.felix.log.Activator").getProtectionDomain()
                    .getCodeSource().getLocation().toString()).start();
            var service = service(context, LogService.class);
            var going = context.installBundle("going", new ByteArrayInputStream(bundle()));
            var logger = service.getLogger(going, "some.name", Logger.class);
            assertThat(service.getLogger(going, "some.name", Logger.class)).isSameAs(logger);

            var forgetting = new LoggersOfTheGone(context, service(context, LoggerAdmin.class));
            going.uninstall();
            // listeners are called by a thread of the framework's
            while (service.getLogger(going, "some.name", Logger.class) == logger
                    && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            forgetting.stop();
        } finally {
            framework.stop();
            framework.waitForStop(0);
        }
    }

    private static <T> T service(BundleContext context, Class<T> type) {
        return Objects.requireNonNull(context.getService(context.getServiceReference(type)), type.getName());
    }

    private static byte[] bundle() throws Exception {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, "test.going");
        var bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return bytes.toByteArray();
    }
}
