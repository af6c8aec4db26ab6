// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who tries tokens on the form is slowed down; on a gateway of its own, because all tests come from one address. */
class LoginBrakeIT {
    @TempDir
    private Path folder;

    @Test
    void slowsDownWhoTriesTokens() throws Exception {
        try (var platform = Platform.start(folder, Map.of()); var http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 20; i++) {
                assertThat(signIn(http, platform, "pst_wrong").statusCode()).isEqualTo(401);
            }
            var braked = signIn(http, platform, platform.operatorToken());
            assertThat(braked.statusCode()).isEqualTo(429);
            assertThat(braked.headers().firstValue("Retry-After")).contains("60");
            assertThat(braked.headers().map()).doesNotContainKey("set-cookie");
            assertThat(braked.body()).contains("Too many attempts");
        }
    }

    private static HttpResponse<String> signIn(HttpClient http, Platform platform, String token) throws Exception {
        var origin = "http://127.0.0.1:" + platform.port();
        return http.send(HttpRequest.newBuilder(URI.create(origin + "/login"))
                .header("Origin", origin)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + token))
                .build(), BodyHandlers.ofString());
    }
}
