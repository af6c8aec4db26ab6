// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;
import dev.postern.core.json.Json;
import dev.postern.core.store.RecordType;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lies below {@code /ui/} in the gateway itself: how a page signs its browser in and out, what the session is good for
 * beside the socket, and panels of plugins.
 */
class UiPathsIT {
    private static final Json JSON = new StrictJson();
    private static final String OTHER_PAGE = "https://ops.example.org";

    @TempDir
    private static Path folder;
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.start(folder, Map.of("origins", new String[]{OTHER_PAGE}));
    }

    @AfterAll
    static void stop() throws Exception {
        platform.close();
    }

    @Test
    void exchangesATokenForACookieAndPutsItOnRecord() throws Exception {
        long before = recorded(RecordType.BROWSER_SIGNED_IN);
        var answer = signIn(platform.operatorToken());
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().allValues("Set-Cookie")).singleElement().satisfies(cookie -> {
            assertThat(cookie).matches("postern_session=[A-Za-z0-9_-]{43};.*");
            assertThat(List.of(cookie.split("; ?"))).contains("Path=/", "HttpOnly", "SameSite=Strict")
                    .noneMatch(part -> part.startsWith("Domain") || part.startsWith("Expires"));
        });
        assertThat(recorded(RecordType.BROWSER_SIGNED_IN)).isEqualTo(before + 1);
        try (var page = upgrade(cookie(answer))) {
            assertThat(connect(page)).contains(true);
        }
    }

    @Test
    void endsTheSessionAndItsConnections() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        long before = recorded(RecordType.BROWSER_SIGNED_OUT);
        try (var page = upgrade(cookie)) {
            assertThat(connect(page)).contains(true);
            var answer = send(own().header("Cookie", cookie).DELETE());
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
            assertThat(page.closeCode()).isEqualTo(4401);
        }
        Await.until("it is on record", () -> recorded(RecordType.BROWSER_SIGNED_OUT) == before + 1);
        // there is nothing to end any more, which nobody minds
        assertThat(send(own().header("Cookie", cookie).DELETE()).statusCode()).isEqualTo(204);
    }

    @Test
    void givesNothingForWhatIsNoToken() throws Exception {
        var token = platform.operatorToken();
        for (var wrong : List.of("", token.substring(1), token + "x")) {
            refused(signIn(wrong), 401, wrong);
        }
        for (var body : List.of("", "{}", "[]", "token=" + token, "{\"token\":5}", "{\"token\":\"" + token + "\"")) {
            refused(send(json().POST(BodyPublishers.ofString(body))), 400, body);
        }
        refused(send(json().POST(BodyPublishers.ofString("x".repeat(8_193)))), 413, "too long");
        refused(send(own().header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}"))), 415, "no JSON");
        refused(send(request("/ui/session?token=" + token).header("Origin", origin())
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}"))), 400,
                "in the address");
        refused(send(own().GET()), 405, "GET");
    }

    @Test
    void signsNobodyInUnrecordedButOut() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        platform.store.full(true);
        try {
            refused(signIn(platform.operatorToken()), 503, "the disk is full");
            assertThat(send(own().header("Cookie", cookie).DELETE()).statusCode()).isEqualTo(204);
        } finally {
            platform.store.full(false);
        }
        try (var page = upgrade(cookie)) {
            assertThat(connect(page)).contains(false);
        }
    }

    @Test
    void isForOurOwnPagesOnly() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        var body = BodyPublishers.ofString("{\"token\":\"" + platform.operatorToken() + "\"}");
        for (var origin : List.of("null", "https://evil.example", "http://127.0.0.1:1", OTHER_PAGE,
                "http://localhost:" + platform.port())) {
            refused(send(request("/ui/session").header("Origin", origin).header("Content-Type", "application/json")
                    .POST(body)), 403, origin);
            refused(send(request("/ui/session").header("Origin", origin).header("Cookie", cookie).DELETE()), 403,
                    origin);
        }
        refused(send(request("/ui/session").header("Content-Type", "application/json").POST(body)), 403, "absent");
        refused(send(request("/ui/session").header("Cookie", cookie).DELETE()), 403, "absent");
        try (var page = upgrade(cookie)) {
            assertThat(connect(page)).contains(true);
        }
    }

    @Test
    void letsAPageStoreAndReadBlobs() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        var stored = send(request("/blobs").header("Cookie", cookie).header("Origin", origin())
                .POST(BodyPublishers.ofString("hello")));
        assertThat(stored.statusCode()).isEqualTo(201);
        var path = stored.headers().firstValue("Location").orElseThrow();
        assertThat(send(request(path).header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin")).body())
                .isEqualTo("hello");
        assertThat(send(request("/metrics").header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin"))
                .statusCode()).isEqualTo(200);
        for (var site : List.of("same-site", "cross-site", "none", "Same-Origin ")) {
            for (var each : List.of(path, "/metrics")) {
                var answer = send(request(each).header("Cookie", cookie).header("Sec-Fetch-Site", site));
                assertThat(answer.statusCode()).as("%s of %s", each, site).isEqualTo(401);
            }
        }
        assertThat(send(request(path).header("Cookie", cookie)).statusCode()).isEqualTo(401);
        assertThat(send(request("/blobs").header("Cookie", cookie).POST(BodyPublishers.ofString("x"))).statusCode())
                .isEqualTo(403);
    }

    @Test
    void goesByATokenWhereThereIsOne() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        assertThat(send(request("/metrics").header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin")
                .header("Authorization", "Bearer wrong")).statusCode()).isEqualTo(401);
    }

    @Test
    void letsASessionDoNoMoreThanItsToken() throws Exception {
        var cookie = cookie(signIn(token("gateway:read")));
        assertThat(send(request("/blobs").header("Cookie", cookie).header("Origin", origin())
                .POST(BodyPublishers.ofString("x"))).statusCode()).isEqualTo(403);
    }

    @Test
    void servesAPanelsFilesWithoutAnOrigin() throws Exception {
        var panel = platform.register(Panel.class, new Shown(), Map.of(Panel.ID, "shown", Panel.TITLE, "Shown"));
        try {
            Await.until("it is there", () -> send(request("/ui/panels/shown/index.html")).statusCode() == 200);
            var page = send(request("/ui/panels/shown/index.html"));
            assertThat(page.body()).isEqualTo("index.html of it");
            assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("sandbox allow-scripts", "default-src 'none'", "script-src 'self'",
                            "frame-ancestors 'self'")
                    .doesNotContain("allow-same-origin", "connect-src", "unsafe");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy")).contains("cross-origin");
            assertThat(send(request("/ui/panels/shown/js/app.js")).headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/javascript");
            for (var path : List.of("", "shown", "shown/", "shown/none.html", "shown/x.exe", "shown/.hidden.js",
                    "none/a.js",
                    "SHOWN/index.html", "shown/index.html/")) {
                refused(send(request("/ui/panels/" + path)), 404, path);
            }
            refused(send(request("/ui/panels/shown/fails.js")), 500, "a panel that fails");
            refused(send(request("/ui/panels/shown/index.html").header("Origin", origin())
                    .POST(BodyPublishers.noBody())), 405, "POST");
        } finally {
            panel.unregister();
        }
        refused(send(request("/ui/panels/shown/index.html")), 404, "gone");
    }

    @Test
    void asksAPanelForWhoLooks() throws Exception {
        var panel = platform.register(Panel.class, new Shown(), Map.of(Panel.ID, "asked", Panel.TITLE, "Asked"));
        try (var client = Client.open(JSON, platform.port()); var other = Client.open(JSON, platform.port())) {
            client.connect(token("panels:use"));
            other.connect(token("gateway:read"));
            Await.until("it is listed", () -> client.call("panels.list", "{}").toString()
                    .contains("{\"id\":\"asked\",\"title\":\"Asked\","));
            assertThat(ask(client, "asked", "{\"what\":1}").toString()).contains("\"scopes\":\"[panels:use]\"",
                    "\"tenant\":\"default\"");
            assertThat(ask(client, "asked", "{}").toString()).contains("invalid_params", "what is needed");
            assertThat(ask(client, "asked", "{\"what\":2}").toString()).contains("unavailable")
                    .doesNotContain("secret");
            assertThat(ask(client, "none", "{}").toString()).contains("not_found");
            assertThat(ask(other, "asked", "{\"what\":1}").toString()).contains("forbidden");
        } finally {
            panel.unregister();
        }
    }

    private static JsonObject ask(Client client, String panel, String question) throws Exception {
        return client.call("panels.ask", "{\"panel\":\"" + panel + "\",\"question\":" + question + "}");
    }

    private static final class Shown implements Panel {
        @Override
        public Optional<byte[]> file(String path) throws IOException {
            if (path.startsWith("fails")) {
                throw new IOException("secret");
            }
            return path.startsWith("none") || path.startsWith(".")
                    ? Optional.empty()
                    : Optional.of((path + " of it").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public JsonObject answer(JsonObject question, Viewer viewer) throws IOException {
            if (question.get("what").isEmpty()) {
                throw new IllegalArgumentException("what is needed");
            }
            if (question.toString().contains("2")) {
                throw new IOException("secret");
            }
            return JsonObject.builder().put("scopes", viewer.scopes().toString()).put("tenant", viewer.tenant())
                    .build();
        }
    }

    private static long recorded(RecordType type) {
        return platform.store.after(0, 1_000).stream().filter(record -> record.entry().type() == type).count();
    }

    private static HttpResponse<String> signIn(String token) throws Exception {
        return send(json().POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}")));
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static Client upgrade(String cookie) throws Exception {
        return Client.open(JSON, platform.port(), Map.of("Origin", origin(), "Cookie", cookie));
    }

    private static Optional<Boolean> connect(Client client) throws Exception {
        client.send("""
                {"type":"connect","id":"c1","protocol":{"min":1,"max":1},"client":{"id":"t","kind":"webchat"}}""");
        return client.response("c1").bool("ok");
    }

    private static String origin() throws Exception {
        return "http://127.0.0.1:" + platform.port();
    }

    private static HttpRequest.Builder request(String path) throws Exception {
        return HttpRequest.newBuilder(URI.create(origin() + path));
    }

    private static HttpRequest.Builder own() throws Exception {
        return request("/ui/session").header("Origin", origin());
    }

    private static HttpRequest.Builder json() throws Exception {
        return own().header("Content-Type", "application/json");
    }

    private static void refused(HttpResponse<String> answer, int status, String why) {
        assertThat(answer.statusCode()).as(why).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static String token(String scope) throws Exception {
        try (var client = Client.open(JSON, platform.port())) {
            client.connect(platform.operatorToken());
            return client.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"" + scope + "\"]}").object("result")
                    .flatMap(result -> result.text("token")).orElseThrow();
        }
    }
}
