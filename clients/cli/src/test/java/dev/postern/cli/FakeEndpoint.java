// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.api.json.JsonObject;

/** A server that speaks the wires of models on a real socket, Chat Completions unless told otherwise, and does what a test tells it, also badly. */
final class FakeEndpoint implements AutoCloseable {
    final List<JsonObject> requests = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();
    volatile Script models = says(200, "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\"}]}");
    volatile Script chat = says(200, """
            {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop",
             "message":{"role":"assistant","content":"Hello."}}],
             "usage":{"prompt_tokens":14,"completion_tokens":3,"total_tokens":17}}""");
    volatile Script responses = says(404, "");
    volatile Script messages = says(404, "");
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    /** Answers a request. */
    interface Script {
        void answer(HttpExchange exchange) throws Exception;
    }

    FakeEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/models", exchange -> answer(exchange, models));
        asks("/v1/chat/completions", () -> chat);
        asks("/v1/responses", () -> responses);
        asks("/v1/messages", () -> messages);
        server.start();
    }

    private void asks(String path, Supplier<Script> script) {
        server.createContext(path, exchange -> {
            requests.add(
                    FakeGateway.json(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answer(exchange, script.get());
        });
    }

    private void answer(HttpExchange exchange, Script script) {
        var headers = exchange.getRequestHeaders();
        keys.add(headers.containsKey("anthropic-version")
                ? headers.getFirst("anthropic-version") + " " + headers.getFirst("x-api-key")
                : String.valueOf(headers.getFirst("Authorization")));
        try (exchange) {
            script.answer(exchange);
        } catch (Exception gone) {
            // the other side hung up, which some tests want
        }
    }

    static Script says(int status, String body) {
        return exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type",
                    body.startsWith("<") ? "text/html" : "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Script redirectsTo(String url) {
        return exchange -> {
            exchange.getResponseHeaders().add("Location", url);
            exchange.sendResponseHeaders(307, -1);
        };
    }

    /** Begins at once, and goes on with a byte now and then until the other side hangs up. */
    static Script dribbles() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.sleep(20);
            }
        };
    }

    /** Says more than anybody needs. */
    static Script floods() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var blanks = " ".repeat(8_192).getBytes(StandardCharsets.UTF_8);
            while (true) {
                exchange.getResponseBody().write(blanks);
            }
        };
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
