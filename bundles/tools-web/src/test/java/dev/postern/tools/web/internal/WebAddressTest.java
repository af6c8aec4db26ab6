// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as people write them. */
class WebAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://example.org,                  https://example.org",
        "' HTTP://Example.ORG/A ',             http://example.org/A",
        "HTTPS://Example.ORG:8443/A/../b?c#d,  https://example.org:8443/A/../b?c",
        "https://bücher.example/ä ö?q=ü,       https://xn--bcher-kva.example/%C3%A4%20%C3%B6?q=%C3%BC",
        "https://bücher。example/,              https://xn--bcher-kva.example/",
        "https://xn--bcher-kva.example/,       https://xn--bcher-kva.example/",
        "https://example.org/%2F%zz|{}?[]=^`,  https://example.org/%2F%25zz%7C%7B%7D?%5B%5D=%5E%60",
        "https://еxample.org/,                 https://xn--xample-2of.org/",
        "http://１２７.0.0.1/,                   http://127.0.0.1/",
        "http://[::1]:80/,                     http://[::1]:80/",
        "http://example.org:/x,                http://example.org/x",
        "http://example.org/@home,             http://example.org/@home",
    })
    void isWrittenAsItGoesOverTheWire(String written, String sent) throws Exception {
        assertThat(WebAddress.of(written, Map.of())).hasToString(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http:/example.org",
        "http://",
        "http:///x", "http://:80/", "http://user@example.org/", "http://user:canary@example.org/",
        "http://example.org@127.0.0.1/", "http://example.org\\@127.0.0.1/", "http://127.0.0.1\\.example.org/",
        "http://a b/", "http://a_b/", "http://%31%32%37.0.0.1/", "http://example.org℀x/", "http://a..b/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/", "http://exam\u0000ple.org/", "http://exam\nple.org/", "http://example.org:8x/"
    })
    void refusesWhatIsNone(String written) {
        assertThatThrownBy(() -> WebAddress.of(written, Map.of())).isInstanceOfSatisfying(ToolException.class,
                refusal -> assertThat(refusal.code()).isEqualTo("invalid_input"))
                .hasMessageNotContaining("canary");
    }

    @Test
    void parametersAreAddedWithAllTheirSigns() throws Exception {
        assertThat(WebAddress.of("https://example.org/?a=1", Map.of("b&c", "d=e+f %ü")))
                .hasToString("https://example.org/?a=1&b%26c=d%3De%2Bf%20%25%C3%BC");
        assertThat(WebAddress.of("https://example.org", Map.of("a", "")).getRawQuery()).isEqualTo("a=");
        assertThat(WebAddress.of("https://example.org/?", Map.of())).hasToString("https://example.org/");
    }

    @Test
    void controlCharactersAreEncoded() throws Exception {
        assertThat(WebAddress.of("https://example.org/a\tb", Map.of("c", "\r\n")))
                .hasToString("https://example.org/a%09b?c=%0D%0A");
    }
}
