// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Https.get;
import static dev.postern.access.internal.Programming.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what may come back. */
class HttpAnswersTest {
    private final CompletableFuture<String> request = new CompletableFuture<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void sendsWhatWasGivenAndWhatAConnectionNeeds() throws Exception {
        answer("HTTP/1.1 204 No Content\r\n\r\n");
        var answer = http().send(new HttpAccess.Request("POST", uri("/a%20b/ü?q=é&x=%2F#part"),
                Map.of("Content-Type", "application/json"), "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(60), 100));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(request.get(60, TimeUnit.SECONDS).lines()).containsExactly(
                "POST /a%20b/%C3%BC?q=%C3%A9&x=%2F HTTP/1.1",
                "Host: 127.0.0.1:" + server.getLocalPort(),
                "Content-Type: application/json",
                "User-Agent: Postern",
                "Content-Length: 7",
                "Connection: close",
                "",
                "{\"a\":1}");
    }

    @Test
    void aPathThatBeginsTwiceStaysAPath() throws Exception {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        http().send(get("http://127.0.0.1:" + server.getLocalPort() + "//evil.example/x"));
        assertThat(request.get(60, TimeUnit.SECONDS)).startsWith("GET //evil.example/x HTTP/1.1\r\nHost: 127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Many: a\r\nx-many: b\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: t\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nhello",
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    })
    void readsWhatIsHttp(String text) throws Exception {
        answer(text);
        var answer = http().send(get(uri("/").toString()));
        assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        if (text.contains("x-many")) {
            assertThat(answer.headers()).containsEntry("x-many", List.of("a", "b"));
        }
    }

    @Test
    void aHeadRequestHasNoBody() throws Exception {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        var answer = http().send(new HttpAccess.Request("HEAD", uri("/"), Map.of(), new byte[0],
                Duration.ofSeconds(60), 3));
        assertThat(answer.headers()).containsEntry("content-length", List.of("5"));
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n\r\n\r\n\r\n', bad_response",
        "'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello', bad_response",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', bad_response",
        "'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello', unavailable",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel', unavailable",
        "'', unavailable",
        "'HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\nhello', too_large",
        "'HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n', bad_response",
    })
    void saysWhatIsWrongWithAnAnswer(String text, String code) throws Exception {
        answer(text);
        failsWith(code, get(uri("/").toString()));
    }

    @Test
    void headersHaveAnEnd() throws Exception {
        answer("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
        failsWith("bad_response", get(uri("/").toString()));
        answer("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(1_000) + "\r\n");
        failsWith("bad_response", get(uri("/").toString()));
    }

    @Test
    void saysWhoCannotBeReached() throws Exception {
        server.close();
        failsWith("unavailable", get(uri("/").toString()));
        assertThatThrownBy(() -> Https.asking(List.of("nobody.invalid"), List.of())
                .send(get("http://nobody.invalid/"))).hasMessageContaining("there is no host nobody.invalid");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, X-A, 'a\r\nX-B: b'",
        "GET, X-A, 'ä'",
        "GET, 'X-A: b\r\nX-B', c",
        "GET, '', c",
        "GET, Host, example.org",
        "GET, content-length, 7",
        "GET, Transfer-Encoding, chunked",
        "GET, Connection, keep-alive",
        "'GET / HTTP/1.1\r\nX:', X-A, a",
        "get, X-A, a",
        "CONNECT, X-A, a",
    })
    void refusesWhatWouldBeAnotherRequest(String method, String name, String value) {
        assertThatThrownBy(() -> http().send(new HttpAccess.Request(method, uri("/"), Map.of(name, value), new byte[0],
                Duration.ofSeconds(60), 100)))
                .isInstanceOfSatisfying(ToolException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("invalid_input"));
        assertThat(request).isNotDone();
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        var before = platformThreads();
        var http = http();
        for (int i = 0; i < 20; i++) {
            answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            http.send(get(uri("/").toString()));
        }
        http.close();
        await(() -> before.containsAll(platformThreads()));
    }

    /** Beside those that carry virtual ones. */
    private static Set<Thread> platformThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !thread.isVirtual())
                .filter(thread -> !thread.getName().matches("ForkJoinPool.*|VirtualThread-.*|[A-Za-z]+-Poller"))
                .collect(Collectors.toSet());
    }

    private static void failsWith(String code, HttpAccess.Request request) {
        assertThatThrownBy(() -> http().send(request)).isInstanceOfSatisfying(ToolException.class,
                failure -> assertThat(failure.code()).isEqualTo(code));
    }

    /** Reads one request, gives this answer, and hangs up. */
    private void answer(String text) {
        Thread.ofVirtual().start(() -> {
            try (var connection = server.accept()) {
                request.complete(read(connection.getInputStream()));
                connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                connection.shutdownOutput();
                connection.getInputStream().readAllBytes();
            } catch (IOException closed) {
                request.completeExceptionally(closed);
            }
        });
    }

    private static String read(java.io.InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var text = "";
        while (!text.contains("\r\n\r\n")) {
            bytes.write(in.read());
            text = bytes.toString(StandardCharsets.US_ASCII);
        }
        var length = text.lines().filter(line -> line.startsWith("Content-Length: ")).map(line -> line.substring(16))
                .mapToInt(Integer::parseInt).sum();
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    private static AllowedHttp http() {
        return Https.asking(List.of("127.0.0.1:*"), List.of("127.0.0.1"));
    }
}
