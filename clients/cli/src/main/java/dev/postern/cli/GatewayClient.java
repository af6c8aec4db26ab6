// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Consumer;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** One connection, used by one thread: requests wait for their response, events that come meanwhile are kept. */
final class GatewayClient implements Closeable {
    private static final String SUBPROTOCOL = "postern.v1";
    private static final int RESPONSE_TIMEOUT_MS = 60_000;
    private static final int MAX_KEPT = 10_000;

    private final Deque<JsonObject> kept = new ArrayDeque<>();
    private final WireSocket socket;
    private long ids;
    private JsonObject hello = JsonObject.EMPTY;

    private GatewayClient(WireSocket socket) {
        this.socket = socket;
    }

    /** Connects and says hello. */
    static GatewayClient connect(URI uri, String token) throws IOException, Failure {
        GatewayClient client;
        try {
            client = new GatewayClient(WireSocket.open(uri, SUBPROTOCOL));
        } catch (ConnectException e) {
            throw new Failure("unavailable", "no gateway answers at " + uri + "; ./postern run starts one");
        }
        try {
            client.hello = client.exchange(client.frame("connect")
                    .put("protocol", JsonObject.builder().put("min", 1).put("max", 1).build())
                    .put("client", self())
                    .put("auth", JsonObject.of("token", token)));
            return client;
        } catch (IOException | Failure e) {
            client.close();
            throw e;
        }
    }

    private static JsonObject self() {
        return JsonObject.builder()
                .put("id", "cli-" + UUID.randomUUID().toString().substring(0, 8))
                .put("kind", "cli")
                .put("name", "postern-cli")
                .put("version", Main.VERSION)
                .put("capabilities", JsonArray.of(new JsonString("stream")))
                .build();
    }

    /** What the gateway said of itself and of us. */
    JsonObject hello() {
        return hello;
    }

    /** Calls a method and waits for its result. */
    JsonObject call(String method, JsonObject params) throws IOException, Failure {
        return exchange(frame("request").put("method", method).put("params", params));
    }

    /**
     * The same, with a look at what comes before the answer.
     *
     * @param meanwhile gets events and stream frames; none of them is kept
     */
    JsonObject call(String method, JsonObject params, Consumer<JsonObject> meanwhile) throws IOException, Failure {
        return exchange(frame("request").put("method", method).put("params", params), meanwhile);
    }

    private JsonObject.Builder frame(String type) {
        return JsonObject.builder().put("type", type).put("id", Long.toString(++ids));
    }

    private JsonObject exchange(JsonObject.Builder request) throws IOException, Failure {
        return exchange(request, event -> {
            if (kept.size() < MAX_KEPT) {
                kept.add(event);
            }
        });
    }

    private JsonObject exchange(JsonObject.Builder request, Consumer<JsonObject> meanwhile)
            throws IOException, Failure {
        var frame = request.build();
        socket.send(frame.toString());
        var id = frame.text("id").orElseThrow();
        while (true) {
            var answer = read(RESPONSE_TIMEOUT_MS);
            if (answer.text("type").orElse("").equals("response")) {
                // null when the gateway could not read our id: it speaks of the only frame we sent
                if (answer.text("id").orElse(id).equals(id)) {
                    return result(answer);
                }
            } else {
                meanwhile.accept(answer);
            }
        }
    }

    private static JsonObject result(JsonObject response) throws Failure {
        if (response.bool("ok").orElse(false)) {
            return response.object("result").orElse(JsonObject.EMPTY);
        }
        throw Failure.of(response.object("error").orElse(JsonObject.EMPTY));
    }

    /**
     * The next event or stream frame.
     *
     * @param timeoutMs how long to wait; 0 for ever
     * @throws java.net.SocketTimeoutException when none came
     */
    JsonObject next(int timeoutMs) throws IOException {
        @Nullable
        JsonObject earlier = kept.poll();
        return earlier == null ? read(timeoutMs) : earlier;
    }

    private JsonObject read(int timeoutMs) throws IOException {
        var text = socket.receive(timeoutMs);
        try {
            if (JsonValue.parse(text) instanceof JsonObject frame) {
                return frame;
            }
        } catch (JsonFormatException e) {
            throw new IOException("the gateway sent what is no JSON: " + e.getMessage(), e);
        }
        throw new IOException("the gateway sent what is no frame");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
