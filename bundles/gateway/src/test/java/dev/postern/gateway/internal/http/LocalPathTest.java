// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/ui/", "/system/console/bundles?a=b&c=//d%20#e", "/a//b", "/@evil.example"})
    void keepsPathsOfOurOwn(String path) {
        assertThat(LocalPath.of(path, "/other").text()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ui", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "/a\r\nSet-Cookie: x=y", "/a\\b", "https://evil.example",
        "javascript:alert(1)", " /a", "/a b", "/\u00e4", "@evil.example", "https:/evil.example"})
    void leadsNowhereElse(String elsewhere) {
        assertThat(LocalPath.of(elsewhere, "/other").text()).isEqualTo("/other");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_024, 1_025})
    void keepsWhatIsNotTooLong(int length) {
        var path = "/" + "a".repeat(length - 1);
        assertThat(LocalPath.of(path, "/other").text()).isEqualTo(length > 1_024 ? "/other" : path);
    }
}
