// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static dev.postern.gateway.Page.connect;
import static dev.postern.gateway.Page.refused;
import static dev.postern.gateway.Page.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.core.identity.BrowserSessions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a browser signs in and out, and what its cookie is good for. */
class LoginIT {
    private static final String OTHER_PAGE = "https://ops.example.org";

    @TempDir
    private static Path folder;
    private static Platform platform;
    private static Page browser;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.start(folder, Map.of("origins", new String[]{OTHER_PAGE, "https://postern.example.org"},
                "hosts", new String[]{"postern.example.org"}));
        browser = new Page(platform);
    }

    @AfterAll
    static void stop() throws Exception {
        platform.close();
    }

    @Test
    void showsAFormThatRunsNothing() throws Exception {
        var page = send(browser.request("/login"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("same-origin");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'sha256-" + styleHash(page.body()) + "';")
                .contains("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
                .doesNotContain("script", "unsafe");
        assertThat(page.body()).contains("<label for=\"token\">", "method=\"post\" action=\"/login\"",
                "name=\"next\" value=\"/system/console\"").doesNotContain("<script", "role=\"alert\"");
        assertThat(page.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void exchangesATokenForACookie() throws Exception {
        var answer = signIn(platform.operatorToken(), "/ui/?a=b");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/ui/?a=b");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().allValues("Set-Cookie")).singleElement().satisfies(cookie -> {
            assertThat(cookie).matches("postern_session=[A-Za-z0-9_-]{43};.*");
            assertThat(List.of(cookie.split("; ?"))).contains("Path=/", "HttpOnly", "SameSite=Strict")
                    .noneMatch(part -> part.startsWith("Secure") || part.startsWith("Domain")
                            || part.startsWith("Max-Age") || part.startsWith("Expires"));
        });
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void keepsTheCookieToTlsWhereThePageCameByIt() throws Exception {
        var form = form(platform.operatorToken(), "/");
        assertThat(raw("POST /login HTTP/1.1\r\nHost: postern.example.org\r\nOrigin: https://postern.example.org\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: "
                + form.length() + "\r\n\r\n" + form)).startsWith("HTTP/1.1 303").contains("; Secure");
    }

    @Test
    void givesNoCookieForAWrongToken() throws Exception {
        var token = platform.operatorToken();
        for (var wrong : List.of("", "wrong<b>", token.substring(0, token.length() - 1), token + token)) {
            var answer = signIn(wrong, "/ui/");
            assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
            assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
            assertThat(answer.body()).contains("role=\"alert\"", "There is no such token now", "value=\"/ui/\"")
                    .doesNotContain(token.substring(0, 20), "wrong<b>", "wrong&lt;b");
        }
        assertThat(signIn(token, "/").statusCode()).isEqualTo(303);
    }

    @Test
    void takesNoTokenInTheAddress() throws Exception {
        var answer = send(posted("/login?token=" + platform.operatorToken()).POST(BodyPublishers.ofString("next=/")));
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void signsInFromOurOwnPageOnly() throws Exception {
        for (var origin : List.of("null", "https://evil.example", "http://127.0.0.1:1", OTHER_PAGE,
                "http://localhost:" + platform.port())) {
            var answer = send(browser.request("/login").header("Origin", origin)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form(platform.operatorToken(), "/"))));
            refused(answer, 403, origin);
        }
        var absent = send(browser.request("/login").header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(platform.operatorToken(), "/"))));
        refused(absent, 403, "absent");
    }

    @Test
    void leadsToNoOtherHost() throws Exception {
        for (var next : List.of("//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "",
                "/x\r\nSet-Cookie: a=b", "javascript:alert(1)")) {
            var answer = signIn(platform.operatorToken(), next);
            assertThat(answer.headers().firstValue("Location")).as(next).contains("/system/console");
            assertThat(send(browser.request("/login?next=" + encoded(next))).body())
                    .contains("name=\"next\" value=\"/system/console\"");
        }
        assertThat(send(browser.request("/login?next=" + encoded("/\"><b>&"))).body())
                .contains("value=\"/&quot;&gt;&lt;b&gt;&amp;\"");
    }

    @Test
    void refusesWhatIsNoForm() throws Exception {
        refused(send(posted("/login").POST(BodyPublishers.ofString("a".repeat(8_193)))), 413, "too long");
        refused(send(posted("/login").POST(BodyPublishers.ofString("token=%zz"))), 400, "no escape");
        refused(send(
                browser.own("/login").header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}"))),
                415,
                "no form");
        refused(send(browser.own("/login").POST(BodyPublishers.ofString("token=x"))), 415, "no type");
        assertThat(raw("GET /login?next=%zz HTTP/1.1\r\nHost: 127.0.0.1:" + platform.port()
                + "\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void answersOtherMethodsWithThoseThereAre() throws Exception {
        var put = send(browser.own("/login").PUT(BodyPublishers.ofString("")));
        refused(put, 405, "PUT");
        assertThat(put.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        var get = send(browser.request("/logout"));
        refused(get, 405, "GET");
        assertThat(get.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void tellsWhoIsSignedIn() throws Exception {
        var cookie = cookie(platform.operatorToken());
        var page = send(browser.request("/login").header("Cookie", cookie)).body();
        assertThat(page).contains("action=\"/logout\"", "Sign out").doesNotContain("id=\"token\"");
        assertThat(page).containsPattern("<code>k_\\w+</code>");
    }

    @Test
    void findsItsCookieBesideOneThatAnotherPortHasSet() throws Exception {
        var own = cookie(platform.operatorToken());
        for (var cookies : List.of(BrowserSessions.COOKIE + "=x; " + own, own + "; " + BrowserSessions.COOKIE + "=x")) {
            assertThat(send(browser.request("/login").header("Cookie", cookies)).body()).as(cookies)
                    .contains("Sign out");
        }
    }

    @Test
    void connectsAPageWithoutAToken() throws Exception {
        try (var page = browser.upgrade(browser.origin(), cookie(browser.token("gateway:read")));
                var program = Client.open(Page.JSON, platform.port())) {
            var hello = connect(page).object("result").orElseThrow();
            assertThat(hello.array("scopes").orElseThrow().strings()).containsExactly("gateway:read");
            assertThat(hello.members().keySet()).isEqualTo(
                    program.connect(platform.operatorToken()).object("result").orElseThrow().members().keySet());
            assertThat(page.call("gateway.health", "{}").bool("ok")).contains(true);
            assertThat(code(page.call("tokens.list", "{}"))).isEqualTo("forbidden");
        }
    }

    @Test
    void connectsNobodyByACookieAlone() throws Exception {
        var cookie = cookie(platform.operatorToken());
        for (var origin : List.of("", OTHER_PAGE)) {
            try (var client = browser.upgrade(origin, cookie)) {
                assertThat(code(connect(client))).as(origin).isEqualTo("unauthenticated");
                assertThat(client.closeCode()).isEqualTo(4401);
            }
        }
        for (var origin : List.of("null", "https://evil.example")) {
            try (var client = browser.upgrade(origin, cookie)) {
                assertThat(client.upgradeStatus()).isEqualTo(403);
            }
        }
    }

    @Test
    void connectsNobodyByWhatIsNoSession() throws Exception {
        var ended = cookie(platform.operatorToken());
        signOut(ended);
        for (var cookie : List.of("", "other=1", BrowserSessions.COOKIE + "=", BrowserSessions.COOKIE + "=unknown",
                BrowserSessions.COOKIE + "=" + platform.operatorToken(), ended)) {
            try (var client = browser.upgrade(browser.origin(), cookie)) {
                assertThat(code(connect(client))).as(cookie).isEqualTo("unauthenticated");
                assertThat(client.closeCode()).isEqualTo(4401);
            }
        }
    }

    @Test
    void goesByATokenWhereAConnectBringsOne() throws Exception {
        var cookie = cookie(platform.operatorToken());
        try (var client = browser.upgrade(browser.origin(), cookie)) {
            var hello = client.connect(browser.token("gateway:read")).object("result").orElseThrow();
            assertThat(hello.array("scopes").orElseThrow().strings()).containsExactly("gateway:read");
            signOut(cookie);
            assertThat(client.call("gateway.ping", "{}").bool("ok")).contains(true);
        }
        for (var auth : List.of("{}", "{\"token\":\"pst_wrong\"}")) {
            try (var client = browser.upgrade(browser.origin(), cookie(platform.operatorToken()))) {
                assertThat(code(connect(client, ",\"auth\":" + auth))).as(auth).isEqualTo("unauthenticated");
            }
        }
    }

    @Test
    void signingOutEndsTheConnectionsOfThatBrowser() throws Exception {
        var one = cookie(platform.operatorToken());
        var other = cookie(platform.operatorToken());
        try (var first = browser.upgrade(browser.origin(), one);
                var second = browser.upgrade(browser.origin(), other)) {
            assertThat(connect(first).bool("ok")).contains(true);
            assertThat(connect(second).bool("ok")).contains(true);

            var answer = signOut(one);

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location")).contains("/login");
            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("postern_session=")
                    .contains("Max-Age=0", "Path=/");
            assertThat(first.closeCode()).isEqualTo(4401);
            assertThat(second.call("gateway.ping", "{}").bool("ok")).contains(true);
        }
    }

    @Test
    void signingInAnewEndsTheSessionBefore() throws Exception {
        var before = cookie(platform.operatorToken());
        var after = send(posted("/login").header("Cookie", before)
                .POST(BodyPublishers.ofString(form(platform.operatorToken(), "/"))));
        assertThat(after.statusCode()).isEqualTo(303);
        assertThat(send(browser.request("/login").header("Cookie", before)).body()).contains("id=\"token\"");
    }

    @Test
    void signsOutFromOurOwnPageOnly() throws Exception {
        var cookie = cookie(platform.operatorToken());
        for (var origin : List.of("null", "https://evil.example", OTHER_PAGE)) {
            refused(send(browser.request("/logout").header("Cookie", cookie).header("Origin", origin)
                    .POST(BodyPublishers.noBody())), 403, origin);
        }
        refused(send(browser.request("/logout").header("Cookie", cookie).POST(BodyPublishers.noBody())), 403, "absent");
        assertThat(send(browser.request("/login").header("Cookie", cookie)).body()).contains("Sign out");
    }

    @Test
    void revokingTheTokenEndsTheSession() throws Exception {
        try (var operator = Client.open(Page.JSON, platform.port())) {
            operator.connect(platform.operatorToken());
            var made = operator.call("tokens.create", "{\"name\":\"t\",\"scopes\":[\"gateway:read\"]}")
                    .object("result").orElseThrow();
            var cookie = cookie(made.text("token").orElseThrow());
            try (var page = browser.upgrade(browser.origin(), cookie)) {
                assertThat(connect(page).bool("ok")).contains(true);

                operator.call("tokens.revoke", "{\"token\":\""
                        + made.object("info").orElseThrow().text("id").orElseThrow() + "\"}");

                assertThat(page.closeCode()).isEqualTo(4401);
            }
            assertThat(send(browser.request("/login").header("Cookie", cookie)).body()).contains("id=\"token\"");
        }
    }

    @Test
    void letsACookieChangeNothingWithoutOurOrigin() throws Exception {
        var cookie = cookie(platform.operatorToken());
        for (var path : List.of("/blobs", "/nothing")) {
            refused(send(bearer(path).header("Cookie", cookie).POST(BodyPublishers.ofString("x"))), 403, path);
        }
        assertThat(send(bearer("/blobs").header("Cookie", cookie).header("Origin", browser.origin())
                .POST(BodyPublishers.ofString("x"))).statusCode()).isEqualTo(201);
    }

    private static String styleHash(String page) throws Exception {
        var style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        return Base64.getEncoder().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpResponse<String> signIn(String token, String next) throws Exception {
        return send(posted("/login").POST(BodyPublishers.ofString(form(token, next))));
    }

    private static HttpResponse<String> signOut(String cookie) throws Exception {
        return send(browser.own("/logout").header("Cookie", cookie).POST(BodyPublishers.noBody()));
    }

    /** What a browser sends that signed in with the token. */
    private static String cookie(String token) throws Exception {
        return Page.cookie(signIn(token, "/"));
    }

    private static String form(String token, String next) {
        return "token=" + encoded(token) + "&next=" + encoded(next);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String code(JsonObject response) {
        return response.object("error").flatMap(error -> error.text("code")).orElse("");
    }

    private static HttpRequest.Builder posted(String path) throws Exception {
        return browser.own(path).header("Content-Type", "application/x-www-form-urlencoded");
    }

    private static HttpRequest.Builder bearer(String path) throws Exception {
        return browser.request(path).header("Authorization", "Bearer " + platform.operatorToken());
    }

    private static String raw(String request) throws Exception {
        try (var socket = new Socket("127.0.0.1", platform.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
