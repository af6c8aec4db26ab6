// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WebchatServletTest {
    private final WebchatServlet servlet = new WebchatServlet(new Pages(null));

    @Test
    void sendsThePageWithStrictHeaders() throws Exception {
        var answer = get("/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("/ui/app.js");
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Permissions-Policy")).contains("camera=()", "microphone=()", "geolocation=()");
        assertThat(directives(answer.header("Content-Security-Policy"))).contains("default-src 'none'",
                "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'self'",
                "frame-ancestors 'none'", "require-trusted-types-for 'script'")
                .noneMatch(each -> each.contains("unsafe") || each.contains("*"));
    }

    @Test
    void revalidates() throws Exception {
        var first = get("/app.js");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        var again = call("GET", "/app.js", first.header("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.header("Content-Security-Policy")).isEqualTo(WebchatServlet.POLICY);
        assertThat(call("GET", "/app.js", "\"other\"").status()).isEqualTo(200);
    }

    @Test
    void leadsToTheFolder() throws Exception {
        var answer = get(null);
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location")).isEqualTo("/ui/");
    }

    @Test
    void isReadOnly() throws Exception {
        for (var method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get")) {
            var answer = call(method, "/", null);
            assertThat(answer.status()).as(method).isEqualTo(405);
            assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
        assertThat(call("HEAD", "/", null).status()).isEqualTo(200);
    }

    @Test
    void tellsThatThereIsNothing() throws Exception {
        for (var path : List.of("/nothing.js", "//app.js", "/../app.js", "/pages/", "/session")) {
            var answer = get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.header("Content-Security-Policy")).isEqualTo(WebchatServlet.POLICY);
            assertThat(answer.text()).contains("there is nothing here");
        }
    }

    private Exchange get(@Nullable String path) throws Exception {
        return call("GET", path, null);
    }

    private Exchange call(String method, @Nullable String path, @Nullable String tag) throws Exception {
        var exchange = new Exchange(method, path, tag);
        servlet.service(exchange.request(), exchange.response());
        return exchange;
    }

    private static List<String> directives(String policy) {
        return Arrays.stream(policy.split(";")).map(String::strip).collect(Collectors.toList());
    }
}
