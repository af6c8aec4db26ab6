// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, https://api.openai.com/v1, openai, api.openai.com",
        "https://API.openai.com, https://API.openai.com/v1, openai, api.openai.com",
        "https://api.openai.com/v1/chat/completions, https://api.openai.com/v1, openai, api.openai.com",
        "http://127.0.0.1:11434, http://127.0.0.1:11434/v1, local, 127.0.0.1:11434",
        "http://[::1]:8080/v1/, http://[::1]:8080/v1, local, [::1]:8080",
        "http://localhost:80/x, http://localhost:80/x, local, localhost",
        "https://gpu1:8443/v1, https://gpu1:8443/v1, gpu1, gpu1:8443",
        "https://example.org/, https://example.org, example, example.org",
    })
    void readsWhatPeopleType(String text, String address, String name, String granted) {
        var url = EndpointUrl.of(text);
        assertThat(url).hasToString(address);
        assertThat(url.suggestedName()).isEqualTo(name);
        assertThat(url.granted()).isEqualTo(granted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api.openai.com", "ftp://a/v1", "https://", "https:///v1", "https://me:pass@a/v1",
        "https://a/v1?key=pass", "https://a/v1#pass", "http://a:0/v1", "http://a:70000/v1", "http://a b/v1", "http:a",
        "HTTP://a/v1"})
    void refusesWhatIsNoneAndDoesNotRepeatIt(String text) {
        assertThatThrownBy(() -> EndpointUrl.of(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("up to /chat/completions").hasMessageNotContaining("pass");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "localhost, true", "[::1], true", "10.1.2.3, true", "192.168.0.9, true",
        "169.254.1.1, true", "100.64.0.1, true", "[fd00::1], true", "0.0.0.0, true", "100.128.0.1, false",
        "192.0.2.1, false", "[2001:db8::1], false", "no-such-host.invalid, false"})
    void tellsWhatIsPrivate(String host, boolean isPrivate) {
        assertThat(EndpointUrl.of("http://" + host + ":1/v1").isPrivate()).isEqualTo(isPrivate);
    }

    @Test
    void othersOnTheWayReadWhatIsNotSecure() {
        assertThat(EndpointUrl.of("http://192.0.2.1/v1").isReadable()).isTrue();
        assertThat(EndpointUrl.of("https://192.0.2.1/v1").isReadable()).isFalse();
        assertThat(EndpointUrl.of("http://127.0.0.1/v1").isReadable()).isFalse();
    }
}
