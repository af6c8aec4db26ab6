// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** Which plugins run elsewhere, and what may be set. */
class IsolationSettingsTest {
    @Test
    void asInstalledNoneDoes() {
        assertThat(IsolationSettings.of(config(Map.of())).isolates("any", "deploy", false)).isFalse();
    }

    @Test
    void theIdOrTheSourceDecides() {
        var settings = IsolationSettings.of(config(Map.of("plugins", new String[]{"stranger"}, "sources",
                new String[]{"deploy"})));
        assertThat(settings.isolates("stranger", "path", true)).isTrue();
        assertThat(settings.isolates("friend", "deploy", true)).isTrue();
        assertThat(settings.isolates("friend", "path", true)).isFalse();
        assertThat(IsolationSettings.of(config(Map.of("plugins", new String[]{"*"}))).isolates("friend", "path", true))
                .isTrue();
    }

    @Test
    void soDoesThatNobodySignedIt() {
        var settings = IsolationSettings.of(config(Map.of("unsigned", true)));
        assertThat(settings.isolates("stranger", "path", false)).isTrue();
        assertThat(settings.isolates("friend", "path", true)).isFalse();
    }

    @Test
    void namesWhatIsWrongAndTheRule() {
        assertThatThrownBy(() -> new IsolationSettingsCheck(config(Map.of("memory_mib", 16))))
                .hasMessage("memory.mib: is 32 to 65536, and not 16");
        assertThatThrownBy(() -> new IsolationSettingsCheck(config(Map.of("sandbox", "maybe"))))
                .hasMessageContaining("sandbox: one of auto, require and off");
    }

    private static IsolationConfig config(Map<String, Object> set) {
        return (IsolationConfig) Proxy.newProxyInstance(IsolationConfig.class.getClassLoader(),
                new Class<?>[]{IsolationConfig.class, Annotation.class},
                (proxy, method, arguments) -> set.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
