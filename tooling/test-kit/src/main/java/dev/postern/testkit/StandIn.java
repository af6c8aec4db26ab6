// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An HTTP server on this machine that stands in for a host. It answers what it was told to, 404 to all else, and remembers
 * what it was asked. Any thread.
 */
public final class StandIn implements AutoCloseable {
    /** Where all of them listen. */
    static final String HOST = "127.0.0.1";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** Listens on a free port of 127.0.0.1. */
    public StandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new AssertionError("no port is free on 127.0.0.1", noPort);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * What it was asked.
     *
     * @param method GET, POST, …
     * @param path with its query
     * @param headers by name in lower case
     * @param body as UTF-8
     */
    public record Asked(String method, String path, Map<String, List<String>> headers, String body) {}

    /**
     * What it answers.
     *
     * @param status the HTTP status
     * @param headers by name
     * @param body may be empty
     */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        /** A text of that media type. */
        public static Answer of(int status, String mediaType, String body) {
            return new Answer(status, Map.of("Content-Type", mediaType), body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Makes an answer; may block, to see what becomes of who waits. */
    @FunctionalInterface
    public interface Handler {
        /** The answer. */
        Answer answer(Asked asked) throws Exception;
    }

    /** Answers that path, whatever its query, so from now on. */
    public StandIn answers(String path, int status, String mediaType, String body) {
        return answers(path, any -> Answer.of(status, mediaType, body));
    }

    /** Answers that path, whatever its query, so from now on. */
    public StandIn answers(String path, Handler handler) {
        handlers.put(path, handler);
        return this;
    }

    /** What it was asked, in order. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Its own address with that path. */
    public URI uri(String path) {
        return URI.create("http://" + HOST + ":" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new ConcurrentHashMap<String, List<String>>();
            exchange.getRequestHeaders().forEach(
                    (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), List.copyOf(values)));
            var question = new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(question);
            var path = exchange.getRequestURI().getPath();
            send(exchange, handlers.getOrDefault(path, any -> Answer.of(404, "text/plain",
                    "the test's server has no answer for " + path)).answer(question));
        } catch (IOException gone) {
            throw gone;
        } catch (Exception failed) {
            send(exchange, Answer.of(500, "text/plain", "the test's server failed: " + failed));
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        if (answer.body().length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
