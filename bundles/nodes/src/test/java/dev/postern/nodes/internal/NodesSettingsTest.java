// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** What may be set. */
class NodesSettingsTest {
    @Test
    void takesWhatIsShippedAndThreeBeatsAreMissed() {
        var settings = NodesSettings.of(config(Map.of()));
        assertThat(settings.names()).containsExactly("*");
        assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void namesWhatIsWrongAndTheRule() {
        assertThatThrownBy(() -> new NodesSettingsCheck(config(Map.of("heartbeat_ms", 99))))
                .hasMessage("heartbeat.ms: is 100 to 600000, and not 99");
        assertThatThrownBy(() -> new NodesSettingsCheck(config(Map.of("max_calls", 0)))).hasMessageContaining(
                "max.calls");
        assertThatThrownBy(() -> new NodesSettingsCheck(config(Map.of("names", new String[]{"browser.*", "a b"}))))
                .hasMessageContaining("names:").hasMessageContaining("a b");
    }

    private static NodesConfig config(Map<String, Object> set) {
        return (NodesConfig) Proxy.newProxyInstance(NodesConfig.class.getClassLoader(),
                new Class<?>[]{NodesConfig.class, Annotation.class},
                (proxy, method, arguments) -> set.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
