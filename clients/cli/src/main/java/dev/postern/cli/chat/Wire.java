// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.cli.Failure;
import dev.postern.cli.Settings;
import dev.postern.cli.UsageException;
import dev.postern.cli.WireSocket;

/** One socket of a chat: says hello, subscribes, and then hands out what comes. One thread reads, any may send. */
final class Wire implements Closeable {
    private static final String SUBPROTOCOL = "postern.v1";
    /** Ways a gateway closes after which coming back makes sense: gone, restarting, too slow. */
    private static final Set<Integer> PASSING = Set.of(1000, 1001, 1005, 1006, 1011, 1012, 1013, 4408);
    private static final int ANSWER_MS = 10_000;
    /** Refusals that another try does not change. */
    private static final Set<String> FINAL = Set.of("unauthenticated", "challenge_required", "forbidden",
            "protocol_unsupported");
    private static final long MOST_SILENT_MS = 600_000;

    private final WireSocket socket;
    private final AtomicLong ids;
    private JsonObject hello = JsonObject.EMPTY;
    private String subscription = "";
    private String cursor = "";

    private Wire(WireSocket socket, AtomicLong ids) {
        this.socket = socket;
        this.ids = ids;
    }

    static Wire open(Settings settings, AtomicLong ids) throws Failure, UsageException, IOException {
        var uri = settings.socket();
        var token = settings.token();
        Wire wire;
        try {
            wire = new Wire(WireSocket.open(uri, SUBPROTOCOL), ids);
        } catch (java.net.ConnectException e) {
            throw new Failure("unavailable", "no gateway answers at " + uri + "; ./postern run starts one");
        }
        try {
            wire.hello = wire.exchange(JsonObject.builder().put("type", "connect")
                    .put("protocol", JsonObject.builder().put("min", 1).put("max", 1).build())
                    .put("client", JsonObject.builder()
                            .put("id", "chat-" + UUID.randomUUID().toString().substring(0, 8))
                            .put("kind", "cli").put("name", "postern-chat").put("version", "0.1.0")
                            .put("capabilities", JsonArray.of(new JsonString("stream"))).build())
                    .put("auth", JsonObject.of("token", token)));
            return wire;
        } catch (IOException | Failure e) {
            wire.abandon();
            throw e;
        }
    }

    /** Whether the gateway will not have us again. */
    static boolean isFinal(IOException why) {
        return why instanceof WireSocket.ClosedException closed && !PASSING.contains(closed.code());
    }

    /** The same of a refusal: while a gateway starts, some of it is not there yet. */
    static boolean isFinal(Failure why) {
        return FINAL.contains(why.code());
    }

    JsonObject hello() {
        return hello;
    }

    /** Where the subscription begins. */
    String cursor() {
        return cursor;
    }

    /** Subscribes before anything is handed out. */
    void subscribe(String session, String since) throws Failure, IOException {
        var result = exchange(JsonObject.builder().put("type", "request").put("method", "events.subscribe")
                .put("params", subscription(session, since)));
        subscription = result.text("subscription").orElse("");
        cursor = result.text("cursor").orElse("");
    }

    /** Params of {@code events.subscribe}. */
    JsonObject subscription(String session, String since) throws Failure {
        var may = hello.array("topics").orElse(JsonArray.EMPTY).strings();
        var topics = List.of("turn.", "tool.", "approval.", "session.updated").stream()
                .filter(area -> may.stream().anyMatch(topic -> topic.startsWith(area)))
                .map(area -> area.endsWith(".") ? area + "*" : area)
                .toList();
        if (topics.isEmpty()) {
            throw new Failure("forbidden", "a chat needs to see events: the token lacks the scope events:read");
        }
        var params = JsonObject.builder().put("topics", JsonArray.ofStrings(topics));
        if (!session.isEmpty()) {
            params.put("session", session);
        }
        if (!since.isEmpty()) {
            params.put("since", since);
        }
        return params.build();
    }

    /** Another subscription takes the place of the one before, which is given. */
    synchronized String replaced(String by) {
        var before = subscription;
        subscription = by;
        return before;
    }

    private JsonObject exchange(JsonObject.Builder request) throws Failure, IOException {
        var id = Long.toString(ids.incrementAndGet());
        socket.send(request.put("id", id).build().toString());
        while (true) {
            var frame = read(ANSWER_MS);
            if (frame.text("type").orElse("").equals("response") && frame.text("id").orElse(id).equals(id)) {
                if (frame.bool("ok").orElse(false)) {
                    return frame.object("result").orElse(JsonObject.EMPTY);
                }
                throw Failure.of(frame.object("error").orElse(JsonObject.EMPTY));
            }
        }
    }

    void send(JsonObject frame) throws IOException {
        socket.send(frame.toString());
    }

    /** The next frame; the gateway says every so often that it is there, and one that does not is gone. */
    JsonObject receive() throws IOException {
        long beat = hello.object("limits").flatMap(limits -> limits.integer("heartbeatMs")).orElse(MOST_SILENT_MS);
        return read((int) Math.max(ANSWER_MS, Math.min(MOST_SILENT_MS, 3 * beat)));
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

    /** Closes it, whatever state it is in. */
    void abandon() {
        try {
            close();
        } catch (IOException e) {
            // it is gone
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
