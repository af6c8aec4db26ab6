// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static dev.postern.gateway.Page.connect;
import static dev.postern.gateway.Page.cookie;
import static dev.postern.gateway.Page.refused;
import static dev.postern.gateway.Page.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;
import dev.postern.core.store.RecordType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lies below {@code /ui/} in the gateway itself: how a page signs its browser in and out, what the session is good for
 * beside the socket, and panels of plugins.
 */
class UiPathsIT {
    private static final String OTHER_PAGE = "https://ops.example.org";

    @TempDir
    private static Path folder;
    private static Platform platform;
    private static Page browser;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.start(folder, Map.of("origins", new String[]{OTHER_PAGE}));
        browser = new Page(platform);
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
            assertThat(connect(page).bool("ok")).contains(true);
        }
    }

    @Test
    void endsTheSessionAndItsConnections() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        long before = recorded(RecordType.BROWSER_SIGNED_OUT);
        try (var page = upgrade(cookie)) {
            assertThat(connect(page).bool("ok")).contains(true);
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
        refused(send(browser.request("/ui/session?token=" + token).header("Origin", browser.origin())
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
            assertThat(connect(page).bool("ok")).contains(false);
        }
    }

    @Test
    void isForOurOwnPagesOnly() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        var body = BodyPublishers.ofString("{\"token\":\"" + platform.operatorToken() + "\"}");
        for (var origin : List.of("null", "https://evil.example", "http://127.0.0.1:1", OTHER_PAGE,
                "http://localhost:" + platform.port())) {
            refused(send(
                    browser.request("/ui/session").header("Origin", origin).header("Content-Type", "application/json")
                            .POST(body)),
                    403, origin);
            refused(send(browser.request("/ui/session").header("Origin", origin).header("Cookie", cookie).DELETE()),
                    403,
                    origin);
        }
        refused(send(browser.request("/ui/session").header("Content-Type", "application/json").POST(body)), 403,
                "absent");
        refused(send(browser.request("/ui/session").header("Cookie", cookie).DELETE()), 403, "absent");
        try (var page = upgrade(cookie)) {
            assertThat(connect(page).bool("ok")).contains(true);
        }
    }

    @Test
    void letsAPageStoreAndReadBlobs() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        var stored = send(browser.request("/blobs").header("Cookie", cookie).header("Origin", browser.origin())
                .POST(BodyPublishers.ofString("hello")));
        assertThat(stored.statusCode()).isEqualTo(201);
        var path = stored.headers().firstValue("Location").orElseThrow();
        assertThat(send(browser.request(path).header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin")).body())
                .isEqualTo("hello");
        assertThat(send(browser.request("/metrics").header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin"))
                .statusCode()).isEqualTo(200);
        for (var site : List.of("same-site", "cross-site", "none", "Same-Origin ")) {
            for (var each : List.of(path, "/metrics")) {
                var answer = send(browser.request(each).header("Cookie", cookie).header("Sec-Fetch-Site", site));
                assertThat(answer.statusCode()).as("%s of %s", each, site).isEqualTo(401);
            }
        }
        assertThat(send(browser.request(path).header("Cookie", cookie)).statusCode()).isEqualTo(401);
        assertThat(send(browser.request("/blobs").header("Cookie", cookie).POST(BodyPublishers.ofString("x")))
                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void goesByATokenWhereThereIsOne() throws Exception {
        var cookie = cookie(signIn(platform.operatorToken()));
        assertThat(send(browser.request("/metrics").header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin")
                .header("Authorization", "Bearer wrong")).statusCode()).isEqualTo(401);
    }

    @Test
    void letsASessionDoNoMoreThanItsToken() throws Exception {
        var cookie = cookie(signIn(browser.token("gateway:read")));
        assertThat(send(browser.request("/blobs").header("Cookie", cookie).header("Origin", browser.origin())
                .POST(BodyPublishers.ofString("x"))).statusCode()).isEqualTo(403);
    }

    @Test
    void servesAPanelsFilesWithoutAnOrigin() throws Exception {
        var panel = platform.register(Panel.class, new Shown(), Map.of(Panel.ID, "shown", Panel.TITLE, "Shown"));
        try {
            Await.until("it is there", () -> send(browser.request("/ui/panels/shown/index.html")).statusCode() == 200);
            var page = send(browser.request("/ui/panels/shown/index.html"));
            assertThat(page.body()).isEqualTo("index.html of it");
            assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("sandbox allow-scripts", "default-src 'none'", "script-src 'self'",
                            "frame-ancestors 'self'")
                    .doesNotContain("allow-same-origin", "connect-src", "unsafe");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy")).contains("cross-origin");
            assertThat(send(browser.request("/ui/panels/shown/js/app.js")).headers().firstValue("Content-Type")
                    .orElseThrow())
                    .startsWith("text/javascript");
            for (var path : List.of("", "shown", "shown/", "shown/none.html", "shown/x.exe", "shown/.hidden.js",
                    "none/a.js",
                    "SHOWN/index.html", "shown/index.html/")) {
                refused(send(browser.request("/ui/panels/" + path)), 404, path);
            }
            refused(send(browser.request("/ui/panels/shown/fails.js")), 500, "a panel that fails");
            refused(send(browser.request("/ui/panels/shown/index.html").header("Origin", browser.origin())
                    .POST(BodyPublishers.noBody())), 405, "POST");
        } finally {
            panel.unregister();
        }
        refused(send(browser.request("/ui/panels/shown/index.html")), 404, "gone");
    }

    @Test
    void asksAPanelForWhoLooks() throws Exception {
        var panel = platform.register(Panel.class, new Shown(), Map.of(Panel.ID, "asked", Panel.TITLE, "Asked"));
        try (var client = Client.open(Page.JSON, platform.port());
                var other = Client.open(Page.JSON, platform.port())) {
            client.connect(browser.token("panels:use"));
            other.connect(browser.token("gateway:read"));
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

    private static Client upgrade(String cookie) throws Exception {
        return browser.upgrade(browser.origin(), cookie);
    }

    private static HttpRequest.Builder own() throws Exception {
        return browser.own("/ui/session");
    }

    private static HttpRequest.Builder json() throws Exception {
        return own().header("Content-Type", "application/json");
    }
}
