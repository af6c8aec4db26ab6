// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A server that answers each request with the next of what it was told to. */
final class WireServer implements AutoCloseable {
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();
    private final Queue<Script> scripts = new ArrayDeque<>();
    private final HttpServer server;

    /** Answers one request. */
    interface Script {
        void answer(HttpExchange exchange) throws Exception;
    }

    WireServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            try (exchange) {
                next().answer(exchange);
            } catch (Exception gone) {
                // the other side hung up, which some of the tests want
            }
        });
        server.start();
    }

    private synchronized Script next() {
        return scripts.remove();
    }

    synchronized WireServer then(Script script) {
        scripts.add(script);
        return this;
    }

    /** Streams these pieces, each the data of an event. */
    WireServer stream(String... data) {
        return then(exchange -> {
            try (var out = begin(exchange)) {
                for (var piece : data) {
                    event(out, piece);
                }
            }
        });
    }

    WireServer status(int status, Map<String, String> headers, String body) {
        return then(exchange -> {
            headers.forEach(exchange.getResponseHeaders()::add);
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    static OutputStream begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        return exchange.getResponseBody();
    }

    static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data.replace('\'', '"') + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
