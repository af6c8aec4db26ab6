// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server that answers each request with the next of what it was told to. JSON is given with single quotes. Events whose
 * data begins with a type have it as their name, too.
 */
public final class WireServer implements AutoCloseable {
    private static final Pattern TYPED = Pattern.compile("\\{'type':'([a-z_.]+)'.*", Pattern.DOTALL);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();
    private final Queue<Script> scripts = new ArrayDeque<>();
    private final HttpServer server;

    /** Answers one request. */
    public interface Script {
        /** All of it or not. */
        void answer(HttpExchange exchange) throws Exception;
    }

    /** On a free port of this machine. */
    public WireServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            headers.add(exchange.getRequestHeaders());
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

    /** Answers the next request that is not answered yet. */
    public synchronized WireServer then(Script script) {
        scripts.add(script);
        return this;
    }

    /** Streams these pieces, each the data of an event. */
    public WireServer stream(Collection<String> data) {
        return then(exchange -> {
            try (var out = begin(exchange)) {
                for (var piece : data) {
                    event(out, piece);
                }
            }
        });
    }

    /** Answers with a status and this body. */
    public WireServer status(int status, Map<String, String> headers, String body) {
        return then(exchange -> {
            headers.forEach(exchange.getResponseHeaders()::add);
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    /** Begins to stream. */
    public static OutputStream begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        return exchange.getResponseBody();
    }

    /** Streams one event. */
    public static void event(OutputStream out, String data) throws IOException {
        out.write(event(data).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    static String event(String data) {
        var typed = TYPED.matcher(data);
        return (typed.matches() ? "event: " + typed.group(1) + "\n" : "") + "data: " + json(data) + "\n\n";
    }

    static String json(String data) {
        return data.replace('\'', '"');
    }

    /** The bodies that it was sent, in order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The headers that it was sent, in order. */
    public List<Headers> headers() {
        return List.copyOf(headers);
    }

    /** The address that endpoints are configured with. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
