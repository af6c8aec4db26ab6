// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP and secrets, as far as they were granted. */
class ReachTest {
    @TempDir
    Path home;

    private final AtomicInteger served = new AtomicInteger();
    private HttpServer server;
    private String origin;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/ok", exchange -> {
            served.incrementAndGet();
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write("hello".getBytes(StandardCharsets.UTF_8));
            }
        });
        server.createContext("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://localhost:" + server.getAddress().getPort() + "/ok");
            exchange.sendResponseHeaders(302, -1);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void reachesHostsThatAreGrantedAndAllowed() throws Exception {
        var answer = http(List.of("127.0.0.1:*"), List.of("127.0.0.1")).send(get(origin + "/ok", 100));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    }

    @Test
    void refusesOtherHostsPrivateAddressesAndRedirectsToThem() {
        refused(http(List.of("example.org"), List.of()), origin + "/ok", "may not reach 127.0.0.1");
        refused(http(List.of("127.0.0.1:*"), List.of()), origin + "/ok", "private network");
        refused(http(List.of("localhost:*"), List.of()), origin.replace("127.0.0.1", "localhost") + "/ok",
                "private network");
        refused(http(List.of("127.0.0.1:*"), List.of("127.0.0.1:1")), origin + "/ok", "private network");
        refused(http(List.of("127.0.0.1"), List.of("127.0.0.1")), origin + "/ok", "may not reach 127.0.0.1:");
        refused(http(List.of("127.0.0.1:*", "localhost:*"), List.of("127.0.0.1")), origin + "/away", "localhost");
    }

    @Test
    void aPreviewSendsNothing() {
        var http = new AllowedHttp(Network.SYSTEM, Https.rules(List.of("127.0.0.1:*"), List.of(), List.of("127.0.0.1")),
                true);
        for (var method : List.of("GET", "POST")) {
            assertThatThrownBy(() -> http.send(new HttpAccess.Request(method, URI.create(origin + "/ok"), Map.of(),
                    new byte[0], Duration.ofSeconds(60), 100)))
                    .isInstanceOfSatisfying(ToolException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("dry_run"));
        }
        // but says what would be refused
        refused(http, "http://example.org/", "may not reach example.org");
        assertThat(served).hasValue(0);
    }

    @Test
    void refusesAnswersThatAreTooLarge() {
        assertThatThrownBy(() -> http(List.of("127.0.0.1:*"), List.of("127.0.0.1")).send(get(origin + "/ok", 3)))
                .hasMessageContaining("larger than 3");
    }

    @Test
    void readsGrantedSecretsThatNobodyElseCanRead() throws Exception {
        Files.writeString(home.resolve("key"), "s3cret\n");
        Files.setPosixFilePermissions(home.resolve("key"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(home.resolve("open"), "s3cret");
        Files.setPosixFilePermissions(home.resolve("open"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(new SecretFiles(home, List.of("key")).get("key")).isEqualTo("s3cret");
        assertThatThrownBy(() -> new SecretFiles(home, List.of("key")).get("open"))
                .hasMessageContaining("may not read");
        assertThatThrownBy(() -> new SecretFiles(home, List.of("open")).get("open")).hasMessageContaining("0600");
        assertThatThrownBy(() -> new SecretFiles(home, List.of("*")).get("../key"))
                .hasMessageContaining("may not read");
        for (var name : List.of("operator.token", "Operator.TOKEN")) {
            assertThatThrownBy(() -> new SecretFiles(home, List.of("*")).get(name))
                    .hasMessageContaining("may not read");
        }
    }

    private static AllowedHttp http(List<String> asked, List<String> privateHosts) {
        return Https.asking(asked, privateHosts);
    }

    private static HttpAccess.Request get(String uri, int maxBytes) {
        return new HttpAccess.Request("GET", URI.create(uri), Map.of(), new byte[0], Duration.ofSeconds(60), maxBytes);
    }

    private static void refused(AllowedHttp http, String uri, String reason) {
        assertThatThrownBy(() -> http.send(get(uri, 100)))
                .isInstanceOfSatisfying(ToolException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("forbidden"))
                .hasMessageContaining(reason);
    }
}
