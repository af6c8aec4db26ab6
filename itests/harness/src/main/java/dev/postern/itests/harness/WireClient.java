// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** A client of the wire that shows everything it gets, and holds it against the contract. */
public final class WireClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final StrictJson JSON = new StrictJson();

    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final AtomicLong ids = new AtomicLong();
    private final ContractTap tap = new ContractTap();
    private final WebSocket socket;
    private JsonObject hello = JsonObject.EMPTY;

    private WireClient(URI uri) throws Exception {
        socket = HTTP.newWebSocketBuilder()
                .subprotocols("postern.v1")
                .buildAsync(uri, new Listener())
                .get(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Opens a connection and sends nothing. */
    public static WireClient open(Gateway gateway) throws Exception {
        return open(gateway.port());
    }

    /** Opens a connection and says hello with the token; fails when that is refused. */
    public static WireClient connect(Gateway gateway, String token) throws Exception {
        return connect(gateway.port(), token);
    }

    /** Opens a connection by a way of its own, for example through a {@link Network}, and says hello with the token. */
    public static WireClient connect(int port, String token) throws Exception {
        var client = open(port);
        client.hello(token, JsonObject.EMPTY);
        return client;
    }

    private static WireClient open(int port) throws Exception {
        return new WireClient(URI.create("ws://127.0.0.1:" + port + "/gateway"));
    }

    /** Says hello; more members of the connect frame may be given. */
    public JsonObject hello(String token, JsonObject more) throws Exception {
        var answer = exchange("c" + ids.incrementAndGet(), connectFrame(token).putAll(more));
        hello = result(answer);
        return hello;
    }

    /** A connect frame without its id. */
    public static JsonObject.Builder connectFrame(String token) {
        return JsonObject.builder()
                .put("type", "connect")
                .put("protocol", JsonObject.builder().put("min", 1).put("max", 1).build())
                .put(
                        "client",
                        JsonObject.builder()
                                .put("id", "test")
                                .put("kind", "automation")
                                .put("name", "itests")
                                .put("version", "0.1.0")
                                .put("capabilities", dev.postern.api.json.JsonArray.of(new JsonString("stream")))
                                .build())
                .put("auth", JsonObject.of("token", token));
    }

    /** What the server said to the connect frame. */
    public JsonObject hello() {
        return hello;
    }

    /** Calls a method and gives its result; fails when it is refused. */
    public JsonObject call(String method, JsonObject params) throws Exception {
        return result(request(method, params, JsonObject.EMPTY));
    }

    /** Calls a method with an idempotency key. */
    public JsonObject callOnce(String key, String method, JsonObject params) throws Exception {
        return result(request(method, params, JsonObject.of("idempotencyKey", key)));
    }

    /** Calls a method and gives the error's code; fails when it succeeds. */
    public String refusal(String method, JsonObject params) throws Exception {
        return error(request(method, params, JsonObject.EMPTY)).text("code").orElseThrow();
    }

    /** Calls a method and gives the whole response. */
    public JsonObject request(String method, JsonObject params, JsonObject more) throws Exception {
        return exchange(
                Long.toString(ids.incrementAndGet()),
                JsonObject.builder()
                        .put("type", "request")
                        .put("method", method)
                        .put("params", params)
                        .putAll(more));
    }

    /** Starts a call and does not wait. */
    public CompletableFuture<JsonObject> start(String method, JsonObject params) {
        var id = Long.toString(ids.incrementAndGet());
        var answer = new CompletableFuture<JsonObject>();
        waiting.put(id, answer);
        raw(JsonObject.builder()
                .put("type", "request")
                .put("id", id)
                .put("method", method)
                .put("params", params)
                .build()
                .toString());
        return answer;
    }

    private JsonObject exchange(String id, JsonObject.Builder frame) throws Exception {
        var answer = new CompletableFuture<JsonObject>();
        waiting.put(id, answer);
        raw(frame.put("id", id).build().toString());
        var response = answer.get(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        tap.check();
        return response;
    }

    /** Sends a text frame as it is. */
    public synchronized void raw(String text) {
        tap.sent(text);
        socket.sendText(text, true).join();
    }

    /** Sends a binary frame. */
    public synchronized void rawBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next frame that answers no request of ours. */
    public JsonObject nextFrame() throws Exception {
        return take(frames, "a frame");
    }

    /** The next event, of whatever topic but heartbeats. */
    public JsonObject nextEvent() throws Exception {
        return take(events, "an event");
    }

    /** The next event of the topic for which the condition holds; others before it are dropped. */
    public JsonObject nextEvent(String topic, Predicate<JsonObject> payload) throws Exception {
        while (true) {
            var event = nextEvent();
            if (event.text("topic").orElse("").equals(topic)
                    && payload.test(event.object("payload").orElseThrow())) {
                return event;
            }
        }
    }

    /** Subscribes and gives the result. */
    public JsonObject subscribe(String... topics) throws Exception {
        return call(
                "events.subscribe",
                JsonObject.builder()
                        .put("topics", dev.postern.api.json.JsonArray.ofStrings(java.util.List.of(topics)))
                        .build());
    }

    /** Sends a message and waits until its turn ended; gives the turn as {@code turns.get} has it. */
    public JsonObject say(String text) throws Exception {
        return say(JsonObject.of("text", text));
    }

    /** Sends a message with these params and waits until its turn ended. */
    public JsonObject say(JsonObject params) throws Exception {
        var turn = call("messages.send", params).text("turn").orElseThrow();
        return awaitTurn(turn, "finished", "failed", "cancelled");
    }

    /** Waits until the turn stands in one of the states, and gives it. */
    public JsonObject awaitTurn(String turn, String... states) throws Exception {
        if (states.length == 0) {
            throw new IllegalArgumentException("no turn stands in none of all states");
        }
        var found = new JsonObject[]{JsonObject.EMPTY};
        Await.until("turn " + turn + " is " + String.join(" or ", states), () -> {
            found[0] = call("turns.get", JsonObject.of("turn", turn)).object("turn").orElseThrow();
            return java.util.List.of(states).contains(found[0].text("state").orElseThrow());
        });
        return found[0];
    }

    /** The code of the closing frame, once it came. */
    public int closeCode() throws Exception {
        return closed.get(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Whether the connection is open. */
    public boolean isOpen() {
        return !closed.isDone();
    }

    /** The methods whose results, and the topics whose events, came so far and kept the contract. */
    public Set<String> held() {
        return tap.held();
    }

    @Override
    public void close() {
        socket.abort();
        tap.check();
    }

    /** The result of a response; fails when it is an error. */
    public static JsonObject result(JsonObject response) {
        if (!response.bool("ok").orElse(false)) {
            throw new AssertionError("refused: " + response);
        }
        return response.object("result").orElseThrow();
    }

    /** The error of a response; fails when it is none. */
    public static JsonObject error(JsonObject response) {
        if (response.bool("ok").orElse(true)) {
            throw new AssertionError("not refused: " + response);
        }
        return response.object("error").orElseThrow();
    }

    private JsonObject take(BlockingQueue<JsonObject> queue, String what) throws Exception {
        var taken = queue.poll(Gateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        tap.check();
        if (taken == null) {
            throw new AssertionError("waited in vain for " + what);
        }
        return taken;
    }

    /** A JSON number. */
    public static JsonNumber number(long value) {
        return JsonNumber.of(value);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                dispatch(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void dispatch(String frame) {
            JsonObject object;
            try {
                object = (JsonObject) JSON.parse(frame);
            } catch (Exception e) {
                tap.garbage(frame);
                throw new AssertionError("the gateway sent what is no JSON object: " + frame, e);
            }
            tap.received(object);
            if (object.text("type").orElse("").equals("event")) {
                if (!object.text("topic").orElse("").equals("gateway.heartbeat")) {
                    events.add(object);
                }
                return;
            }
            var answer = object.text("id").map(waiting::remove).orElse(null);
            if (answer != null) {
                answer.complete(object);
            } else {
                frames.add(object);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            waiting.values().forEach(answer -> answer.completeExceptionally(new AssertionError("closed: " + code)));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            closed.complete(1006);
            waiting.values().forEach(answer -> answer.completeExceptionally(failure));
        }
    }
}
