// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of settings, held against bundles whose metatype bnd wrote. */
class ConfigurationContractTest {
    @TempDir
    Path folder;

    /** Of a class that comes from the packed bundle, as in an author's build. */
    private ConfigurationContract contract(String name, String type) throws Exception {
        var jar = Bundles.pack(folder, name);
        try (var loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            var plugin = Class.forName("org.example." + name + "." + type, false, loader);
            return new ConfigurationContract() {
                @Override
                protected Class<?> plugin() {
                    return plugin;
                }
            };
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> fails(ThrowingCallable contract) {
        return assertThatThrownBy(contract).isInstanceOf(AssertionError.class);
    }

    @Test
    void passesSettingsOfEachKind() throws Exception {
        var contract = contract("tuned", "Tuned");
        assertThatCode(() -> {
            contract.describesSettings();
            contract.hasPidsOfThePluginsOwn();
            contract.describesEverySetting();
            contract.hasADefaultOfEachThatItsOwnRuleTakes();
            contract.takesSecretsByReference();
        }).doesNotThrowAnyException();
    }

    @Test
    void failsWhatBreaksARule() throws Exception {
        var contract = contract("untuned", "Untuned");
        fails(contract::hasPidsOfThePluginsOwn).hasMessageContainingAll("org.example.untunedother",
                "its symbolic name org.example.untuned");
        fails(contract::describesEverySetting).hasMessage("org.example.untunedother: silent has no description");
        fails(contract::hasADefaultOfEachThatItsOwnRuleTakes).hasMessageContainingAll(
                "by its default, most must be a whole number from 1 to 10",
                "by its default, mode must be one of fast, well", "by its default, steps must be a whole number",
                "place has no default", "origin has no default", "by its default, password is a secret")
                .hasMessageNotContainingAny("hunter2", "service.api.key", "silent");
        fails(contract::takesSecretsByReference)
                .hasMessageContainingAll("service.api.key is a secret by its name", "$[secret:name]")
                .hasMessageNotContaining("place");
    }

    @Test
    void failsASecretAmongTheServicesProperties() throws Exception {
        fails(contract("revealing", "Revealing")::takesSecretsByReference)
                .hasMessageContaining("org.example.revealing.Revealing: password is a secret that stands among");
    }

    @Test
    void failsABundleThatDescribesNone() throws Exception {
        fails(contract("probe", "Probe$Input")::describesSettings).hasMessageContaining("@ObjectClassDefinition");
    }
}
