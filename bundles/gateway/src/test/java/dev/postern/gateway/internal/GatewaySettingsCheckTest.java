// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that no browser would send are refused, not kept in vain. */
class GatewaySettingsCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"gateway.example.org", "gateway.example.org:7717", "localhost:80", "[::1]:7717", "10.0.0.1"})
    void takesAuthorities(String name) {
        assertThat(new GatewaySettingsCheck(settings(name, "https://" + name))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://gateway.example.org", "gateway.example.org/", "a b", "a:b", "*"})
    void refusesOtherHosts(String name) {
        assertThatThrownBy(() -> new GatewaySettingsCheck(settings(name, "https://a")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("hosts: ")
                .hasMessageEndingWith(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "*", "ops.example.org", "https://ops.example.org/", "https://ops.example.org/x"})
    void refusesOtherOrigins(String origin) {
        assertThatThrownBy(() -> new GatewaySettingsCheck(settings("a", origin)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("origins: ")
                .hasMessageEndingWith(origin);
    }

    private static GatewaySettings settings(String host, String origin) {
        return (GatewaySettings) Proxy.newProxyInstance(GatewaySettings.class.getClassLoader(),
                new Class<?>[]{GatewaySettings.class},
                (proxy, method, arguments) -> method.getName().equals("hosts")
                        ? new String[]{host}
                        : new String[]{origin});
    }
}
