// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who gets into the Felix Web Console, and what it lets nobody do. */
@ExtendWith(SharedGateway.class)
class ConsoleIT {
    private static final String CONSOLE = "/system/console/bundles";
    private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";

    @Test
    void asksABrowserToSignInAndAProgramForAToken(Gateway gateway) throws Exception {
        var page = gateway.send(request(gateway, CONSOLE).header("Accept", HTML).build());
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("Location")).contains("/login?next=%2Fsystem%2Fconsole%2Fbundles");

        var program = gateway.get(CONSOLE + ".json");
        assertThat(program.statusCode()).isEqualTo(401);
        assertThat(program.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
    }

    @Test
    void takesNoPassword(Gateway gateway) throws Exception {
        for (var credentials : List.of("admin:admin", "token:" + gateway.token())) {
            for (var accept : List.of(HTML, "*/*")) {
                var answer = gateway.send(request(gateway, CONSOLE).header("Accept", accept)
                        .header("Authorization", "Basic " + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                        .build());
                assertThat(answer.statusCode()).as(credentials).isEqualTo(401);
            }
        }
    }

    @Test
    void letsTheOperatorInByTheForm(Gateway gateway) throws Exception {
        var answer = signIn(gateway, gateway.token());
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains(CONSOLE);
        var page = gateway.send(request(gateway, CONSOLE).header("Cookie", cookie(answer)).build());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("dev.postern.gateway");
    }

    @Test
    void goesByTheScope(Gateway gateway) throws Exception {
        for (var scope : List.of("console:use", "console:*")) {
            assertThat(statusFor(gateway, scope)).as(scope).isEqualTo(200);
        }
        for (var scope : List.of("gateway:read", "plugins:*")) {
            assertThat(statusFor(gateway, scope)).as(scope).isEqualTo(403);
        }
    }

    private static int statusFor(Gateway gateway, String scope) throws Exception {
        var token = token(gateway, scope);
        var program = gateway.send(request(gateway, CONSOLE).header("Authorization", "Bearer " + token).build());
        var browser = gateway.send(request(gateway, CONSOLE).header("Cookie", cookie(signIn(gateway, token))).build());
        assertThat(browser.statusCode()).isEqualTo(program.statusCode());
        return browser.statusCode();
    }

    @Test
    void changesNoBundle(Gateway gateway) throws Exception {
        var cookie = cookie(signIn(gateway, gateway.token()));
        for (var form : List.of("action=install", "action=refreshPackages", "action=stop&id=5")) {
            var answer = post(gateway, CONSOLE, cookie, own(gateway), form);
            assertThat(answer.statusCode()).as(form).isEqualTo(403);
            assertThat(answer.body()).contains("plugins.install");
        }
    }

    @Test
    void refusesChangesFromAnotherPage(Gateway gateway) throws Exception {
        var cookie = cookie(signIn(gateway, gateway.token()));
        for (var origin : List.of("", "null", "https://evil.example", "http://127.0.0.1:1")) {
            assertThat(post(gateway, "/system/console/vmstat", cookie, origin, "action=gc").statusCode()).as(origin)
                    .isEqualTo(403);
        }
        assertThat(post(gateway, "/system/console/vmstat", cookie, own(gateway), "action=gc").statusCode())
                .isLessThan(400);
    }

    @Test
    void endsWithSigningOut(Gateway gateway) throws Exception {
        for (var logout : List.of("/logout", "/system/console/logout")) {
            var cookie = cookie(signIn(gateway, gateway.token()));
            var answer = logout.equals("/logout")
                    ? post(gateway, logout, cookie, own(gateway), "")
                    : gateway.send(request(gateway, logout).header("Cookie", cookie).build());
            assertThat(answer.statusCode()).as(logout).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location")).contains("/login");
            assertThat(gateway.send(request(gateway, CONSOLE).header("Cookie", cookie).build()).statusCode())
                    .as(logout).isEqualTo(401);
        }
    }

    private static HttpResponse<String> signIn(Gateway gateway, String token) throws Exception {
        return post(gateway, "/login", "", own(gateway),
                "token=" + token + "&next=" + URLEncoder.encode(CONSOLE, StandardCharsets.UTF_8));
    }

    /** A form as a browser sends it; headers that are empty it leaves out. */
    private static HttpResponse<String> post(Gateway gateway, String path, String cookie, String origin, String form)
            throws Exception {
        var request = request(gateway, path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        return gateway.send(request.build());
    }

    private static String cookie(HttpResponse<String> signedIn) {
        return signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static String token(Gateway gateway, String scope) throws Exception {
        try (var operator = gateway.connect()) {
            return operator.call("tokens.create", JsonObject.builder()
                    .put("name", "console")
                    .put("scopes", JsonArray.ofStrings(List.of(scope)))
                    .build()).text("token").orElseThrow();
        }
    }

    private static String own(Gateway gateway) throws Exception {
        return "http://127.0.0.1:" + gateway.port();
    }

    private static HttpRequest.Builder request(Gateway gateway, String path) throws Exception {
        return HttpRequest.newBuilder(gateway.uri(path));
    }
}
