// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are read as they come. */
class ArrivingAnswerTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private ServerSocket server;
    private AllowedHttp http;

    private interface Answer {
        void write(Socket socket) throws Exception;
    }

    @BeforeEach
    void open() throws Exception {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var rules = HostGrants.of(new String[]{"p=127.0.0.1:*"}, new String[]{"127.0.0.1"})
                .rules(dev.postern.core.access.Grants.of(Map.of("dev.postern.plugin", "p", "hosts", "*")));
        http = new AllowedHttp(Network.SYSTEM, rules, false);
    }

    @AfterEach
    void close() throws Exception {
        http.close();
        server.close();
    }

    @Test
    void handsOverWhatCameWhileTheRestIsOnItsWay() throws Exception {
        serve(socket -> {
            write(socket, HEAD + "3\r\none\r\n");
            goOn.await();
            write(socket, "3\r\ntwo\r\n0\r\n\r\n");
        });
        try (var answer = http.open(request(LONG, 100))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("content-type", List.of("text/event-stream"));
            assertThat(answer.next(LONG)).asString().isEqualTo("one");
            goOn.countDown();
            assertThat(answer.next(LONG)).asString().isEqualTo("two");
            assertThat(answer.next(LONG)).isEmpty();
            assertThat(answer.next(LONG)).isEmpty();
        }
    }

    @Test
    void saysThatAnAnswerBrokeOff() throws Exception {
        serve(socket -> write(socket, HEAD + "3\r\none\r\n"));
        try (var answer = http.open(request(LONG, 100))) {
            assertThat(answer.next(LONG)).asString().isEqualTo("one");
            assertCode(() -> answer.next(LONG), "unavailable");
        }
    }

    @Test
    void waitsNoLongerThanItShould() throws Exception {
        serve(socket -> {
            write(socket, HEAD);
            goOn.await();
        });
        try (var answer = http.open(request(LONG, 100))) {
            assertCode(() -> answer.next(Duration.ofMillis(20)), "timeout");
        }
        goOn.countDown();
    }

    @Test
    void readsNoMoreThanItMay() throws Exception {
        serve(socket -> write(socket, HEAD + "6\r\nlonger\r\n0\r\n\r\n"));
        try (var answer = http.open(request(LONG, 5))) {
            assertCode(() -> answer.next(LONG), "too_large");
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        serve(socket -> write(socket,
                "HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"));
        try (var answer = http.open(request(LONG, 100))) {
            assertThat(answer.status()).isEqualTo(307);
        }
    }

    @Test
    void hangsUpWhenItIsClosed() throws Exception {
        serve(socket -> {
            write(socket, HEAD + "3\r\none\r\n");
            if (socket.getInputStream().read() < 0) {
                hungUp.countDown();
            }
        });
        try (var answer = http.open(request(LONG, 100))) {
            assertThat(answer.next(LONG)).asString().isEqualTo("one");
        }
        assertThat(hungUp.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void asksNoHostThatWasNotNamed() {
        assertCode(() -> http.open(new HttpAccess.Request("POST", URI.create("http://example.org/"), Map.of(),
                new byte[0], LONG, 100)), "forbidden");
    }

    private void serve(Answer answer) {
        Thread.ofVirtual().start(() -> {
            try (var socket = server.accept()) {
                readRequest(socket);
                answer.write(socket);
            } catch (Exception gone) {
                hungUp.countDown();
            }
        });
    }

    /** Its head and the two bytes of its body. */
    private static void readRequest(Socket socket) throws IOException {
        var read = new StringBuilder();
        while (!read.toString().endsWith("\r\n\r\n{}")) {
            read.append((char) socket.getInputStream().read());
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private HttpAccess.Request request(Duration timeout, int maxBytes) {
        return new HttpAccess.Request("POST", URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"), Map.of(),
                "{}".getBytes(StandardCharsets.UTF_8), timeout, maxBytes);
    }

    private static void assertCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable work, String code) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(ToolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
