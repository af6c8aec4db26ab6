// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Https.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server can try. */
class HttpLimitsTest {
    private final CountDownLatch broken = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private HttpServer server;
    private String origin;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/drips", this::drip);
        server.createContext("/echo", exchange -> answer(exchange, exchange.getRequestHeaders().entrySet().stream()
                .map(header -> header.getKey() + "=" + String.join(",", header.getValue()))
                .reduce("", (one, other) -> one + "\n" + other)));
        server.createContext("/to", exchange -> {
            exchange.getResponseHeaders().add("Location",
                    java.net.URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(302, -1);
        });
        server.createContext("/round", exchange -> {
            exchange.getResponseHeaders().add("Location", "/round");
            exchange.sendResponseHeaders(302, -1);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** A byte now and then, without end, until the other side hangs up. */
    private void drip(HttpExchange exchange) {
        try {
            exchange.sendResponseHeaders(200, 0);
            var out = exchange.getResponseBody();
            while (true) {
                out.write('.');
                out.flush();
                begun.countDown();
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            }
        } catch (IOException hungUp) {
            broken.countDown();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Test
    void anAnswerThatNeverEndsEndsWithTheRequestsTime() throws Exception {
        assertThatThrownBy(() -> http().send(get(origin + "/drips", Map.of(), Duration.ofSeconds(3))))
                .isInstanceOfSatisfying(ToolException.class, late -> assertThat(late.code()).isEqualTo("timeout"));
        assertThat(broken.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptedRequestClosesItsConnection() throws Exception {
        var thrown = new CompletableFuture<Throwable>();
        var caller = Thread.ofVirtual().start(() -> {
            try {
                http().send(get(origin + "/drips", Map.of(), Duration.ofSeconds(60)));
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(broken.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingEndsWhatGoesOn() throws Exception {
        var http = http();
        var thrown = new CompletableFuture<Throwable>();
        Thread.ofVirtual().start(() -> {
            try {
                http.send(get(origin + "/drips", Map.of(), Duration.ofSeconds(60)));
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        http.close();
        assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(ToolException.class);
        assertThat(broken.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> http.send(get(origin + "/echo", Map.of(), Duration.ofSeconds(1))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void credentialsStayWithTheHostTheyWereMeantFor() throws Exception {
        var headers = Map.of("Authorization", "Bearer canary", "Cookie", "c=canary", "X-Api-Key", "canary", "Accept",
                "text/x");
        var other = origin.replace("127.0.0.1", "localhost") + "/echo";
        assertThat(text(get(redirect(other), headers, Duration.ofSeconds(60)))).contains("text/x")
                .doesNotContain("canary");
        assertThat(text(get(redirect(origin + "/echo"), headers, Duration.ofSeconds(60)))).contains("canary");
    }

    @Test
    void redirectsHaveAnEnd() {
        assertThatThrownBy(() -> http().send(get(origin + "/round")))
                .isInstanceOfSatisfying(ToolException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("too_many_redirects"));
    }

    private String redirect(String to) {
        return origin + "/to?" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    }

    private static AllowedHttp http() {
        return Https.asking(List.of("127.0.0.1:*", "localhost:*"), List.of("127.0.0.1", "localhost"));
    }

    private static String text(HttpAccess.Request request) throws Exception {
        return new String(http().send(request).body(), StandardCharsets.UTF_8);
    }
}
