// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code web.request} with the gateway's rules of hosts and a real server. */
class WebRequestTest {
    @TempDir
    Path home;

    private final WebRequest tool = new WebRequest();
    private Site site;
    private Means means;

    @BeforeEach
    void open() throws Exception {
        site = new Site().serves("/", "application/json", "{\"done\":true}");
        means = Means.local(home, false);
    }

    @AfterEach
    void close() {
        means.close();
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void sendsItsMethodWithTheCallsKey(String method) throws Exception {
        var answer = tool.call(json(method, JsonObject.of("name", "bäll"), Map.of("X-Trace", "t")), means.context());
        assertThat(answer.text()).isEqualTo("{\"done\":true}");
        var asked = site.asked.getFirst();
        assertThat(asked.method()).isEqualTo(method);
        assertThat(asked.body()).isEqualTo("{\"name\":\"bäll\"}");
        assertThat(asked.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(asked.headers().getFirst("Idempotency-Key")).isEqualTo(Means.KEY);
        assertThat(asked.headers().getFirst("X-Trace")).isEqualTo("t");
    }

    @Test
    void sendsTextAsWhatItIsSaidToBe() throws Exception {
        tool.call(text("a=b", Map.of("content-type", "application/x-www-form-urlencoded")), means.context());
        tool.call(text("plain", Map.of()), means.context());
        assertThat(site.asked.get(0).headers().get("Content-Type"))
                .containsExactly("application/x-www-form-urlencoded");
        assertThat(site.asked.get(1).headers().get("Content-Type")).containsExactly("text/plain; charset=utf-8");
    }

    @Test
    void secretsGoIntoTheRequestOnly() throws Exception {
        var input = new WebRequest.Input("DELETE", site.url("/thing"), Map.of(), Map.of(),
                Map.of("Authorization", "Bearer canary"), Optional.empty(), Optional.empty(), 100, 20);
        try (var preview = Means.local(home, true)) {
            assertThat(tool.preview(input, preview.context()).toString()).doesNotContain("canary")
                    .contains("\nAuthorization: [redacted]\n");
        }
        assertThat(site.asked).isEmpty();
        tool.call(input, means.context());
        assertThat(site.asked.getFirst().headers().getFirst("Authorization")).isEqualTo("Bearer canary");
        assertThat(site.asked.getFirst().headers().containsKey("Content-Length")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "cookie", "X-API-Key", "PRIVATE-TOKEN", "X-Client-Secret",
        "Proxy-Authorization"})
    void credentialsAreNoOrdinaryHeaders(String name) {
        assertThatThrownBy(() -> tool.call(text("x", Map.of(name, "canary")), means.context()))
                .hasMessageContaining(name + " says who asks: put it into secretHeaders")
                .hasMessageNotContaining("canary");
        assertThat(site.asked).isEmpty();
    }

    @Test
    void refusesWhatContradictsItself() {
        assertThatThrownBy(() -> tool.call(text("x", Map.of("idempotency-key", "mine")), means.context()))
                .hasMessageContaining("is the call's own");
        assertThatThrownBy(() -> tool.call(text("x", Map.of("A", "1", "a", "2")), means.context()))
                .hasMessageContaining("stands twice");
        assertThatThrownBy(() -> tool.call(text("x", Map.of("X-A", "1\r\nX-B: 2")), means.context()))
                .hasMessageContaining("one line of ASCII");
        assertThatThrownBy(() -> tool.call(new WebRequest.Input("POST", site.url("/"), Map.of(), Map.of(), Map.of(),
                Optional.of("x"), Optional.of(JsonObject.EMPTY), 100, 20), means.context()))
                .hasMessageContaining("not both");
        assertThatThrownBy(() -> tool.call(text("ä".repeat(600_000), Map.of()), means.context()))
                .hasMessageContaining("larger than 1048576 bytes");
        assertThat(site.asked).isEmpty();
    }

    @Test
    void noRedirectIsFollowed() throws Exception {
        site.serves("/moved", 307, Map.of("Location", "/elsewhere"), new byte[0]);
        var answer = tool.call(new WebRequest.Input("POST", site.url("/moved"), Map.of(), Map.of(), Map.of(),
                Optional.of("x"), Optional.empty(), 100, 20), means.context());
        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.headers()).containsEntry("location", "/elsewhere");
        assertThat(site.asked).hasSize(1);
    }

    /** The preview is what is sent, line for line; the connection adds where to, and that it is closed. */
    @Test
    void aPreviewShowsTheRequestWordForWordAndSendsNothing() throws Exception {
        var input = json("PUT", JsonObject.of("name", "ball"), Map.of("X-Trace", "t"));
        String detail;
        try (var preview = Means.local(home, true)) {
            var shown = tool.preview(input, preview.context());
            assertThat(shown.summary()).isEqualTo("PUT " + site.url("/things?a=b") + " with 15 bytes");
            assertThat(shown.mediaType()).isEqualTo("message/http");
            detail = shown.detail();
        }
        assertThat(site.asked).isEmpty();

        tool.call(input, means.context());
        var asked = site.asked.getFirst();
        var lines = detail.lines().toList();
        assertThat(lines.getFirst()).isEqualTo(asked.method() + " " + site.url("") + asked.uri() + " HTTP/1.1");
        assertThat(lines.getLast()).isEqualTo(asked.body());
        var headers = lines.subList(1, lines.indexOf(""));
        assertThat(headers).hasSize(asked.headers().size() - 2).allSatisfy(line -> {
            var parts = line.split(": ", 2);
            assertThat(asked.headers().get(parts[0])).containsExactly(parts[1]);
        });
    }

    private WebRequest.Input json(String method, JsonValue body, Map<String, String> headers) {
        return new WebRequest.Input(method, site.url("/things"), Map.of("a", "b"), headers, Map.of(), Optional.empty(),
                Optional.of(body), 100, 20);
    }

    private WebRequest.Input text(String body, Map<String, String> headers) {
        assertThat(body.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
        return new WebRequest.Input("POST", site.url("/"), Map.of(), headers, Map.of(), Optional.of(body),
                Optional.empty(), 100, 20);
    }
}
