// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** A server that speaks Chat Completions as its published reference has it, and does what a test tells it, also badly. */
public final class ModelServer implements AutoCloseable {
    /** The list of its models, which any may ask for at any time. */
    private static final String MODELS = "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\"}]}";

    private final HttpServer server;
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();

    /** Answers one request. */
    public interface Script {
        /** Writes an answer, all of it or not. */
        void answer(HttpExchange exchange) throws Exception;
    }

    /** On a free port of this machine. */
    public ModelServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            if (exchange.getRequestMethod().equals("GET")) {
                whole(exchange, exchange.getRequestURI().getPath().equals("/v1/models") ? 200 : 404, MODELS);
                return;
            }
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            requests.add((JsonObject) JsonValue.parse(body));
            var script = scripts.poll();
            if (script == null) {
                exchange.sendResponseHeaders(400, -1);
            } else {
                script.answer(exchange);
            }
        } catch (Exception gone) {
            // the other side hung up, which some tests want
        }
    }

    /** Answers the next request that is not answered yet. */
    public ModelServer then(Script script) {
        scripts.add(script);
        return this;
    }

    /** Says so, in two pieces, and is done. */
    public ModelServer says(String text) {
        int half = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        return then(exchange -> {
            try (var out = stream(exchange)) {
                piece(out, delta("\"content\":" + new JsonString(text.substring(0, half))));
                piece(out, delta("\"content\":" + new JsonString(text.substring(half))));
                end(out, "stop");
            }
        });
    }

    /** Says so in one piece, to who asks for no stream. */
    public ModelServer saysWhole(String text) {
        return then(exchange -> whole(exchange, 200,
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{"
                        + "\"role\":\"assistant\",\"content\":" + new JsonString(text)
                        + "},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}"));
    }

    private static void whole(HttpExchange exchange, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Calls a tool, by the name that it was offered under. */
    public ModelServer calls(String tool, String arguments) {
        return then(exchange -> {
            try (var out = stream(exchange)) {
                call(out, tool, arguments);
            }
        });
    }

    /** Answers with a status and nothing else. */
    public ModelServer refuses(int status, String header, String value) {
        return then(exchange -> {
            exchange.getResponseHeaders().add(header, value);
            exchange.sendResponseHeaders(status, -1);
        });
    }

    /** Begins to stream. */
    public static OutputStream stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    /** Streams a call of a tool and the end. */
    public static void call(OutputStream out, String tool, String arguments) throws IOException {
        piece(out, delta("\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":"
                + new JsonString(tool) + ",\"arguments\":\"\"}}]"));
        for (int at = 0; at < arguments.length(); at += 3) {
            piece(out, delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
                    + new JsonString(arguments.substring(at, Math.min(arguments.length(), at + 3))) + "}}]"));
        }
        end(out, "tool_calls");
    }

    /** Streams some text. */
    public static void text(OutputStream out, String text) throws IOException {
        piece(out, delta("\"content\":" + new JsonString(text)));
    }

    /** What it was asked so far, in order. */
    public List<JsonObject> requests() {
        return List.copyOf(requests);
    }

    /** The values of the header {@code Authorization}, in order. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    /** Forgets what it was asked, and what it was told. */
    public void reset() {
        scripts.clear();
        requests.clear();
        keys.clear();
    }

    /** The address that endpoints are configured with. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Has a gateway know it as the endpoint {@code local}, and its model {@code m} as that of all sessions which ask one. */
    public Gateway.Builder configure(Gateway.Builder builder) throws IOException {
        return builder
                .configure("dev.postern.access",
                        "{\"hosts\":[\"models-openai=127.0.0.1:*\"],\"privateHosts\":[\"127.0.0.1\"]}")
                .configure("dev.postern.models.openai~local",
                        "{\"postern.model.provider.name\":\"local\",\"url\":\"" + url() + "\"}")
                .configure("dev.postern.planner.models", "{\"model\":\"local/m\"}");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** Streams the end. */
    public static void end(OutputStream out, String reason) throws IOException {
        piece(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}");
        piece(out, "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}");
        piece(out, "[DONE]");
    }

    private static String delta(String content) {
        return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{"
                + content + "},\"finish_reason\":null}]}";
    }

    private static void piece(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
