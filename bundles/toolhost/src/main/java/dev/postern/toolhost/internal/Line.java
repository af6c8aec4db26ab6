// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolhost.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolException;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;

/** The line to the gateway: frames of its wire, one a line. */
final class Line {
    private final Json json;
    private final BufferedReader in;
    private final OutputStream out;
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private volatile int largest = 65_536;
    private final ReentrantLock writing = new ReentrantLock();

    Line(Json json, InputStream in, OutputStream out) {
        this.json = json;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
    }

    /** The first line, which is no frame. */
    String first() throws IOException {
        var line = in.readLine();
        if (line == null) {
            throw new IOException("the gateway closed the line");
        }
        return line;
    }

    /** Reads until the gateway closes it; answers go to who asked, requests to the handler. */
    void read(Consumer<JsonObject> requests) throws IOException, JsonException {
        for (var text = in.readLine(); text != null; text = in.readLine()) {
            var frame = (JsonObject) json.parse(text);
            if (frame.text("type").orElse("").equals("request")) {
                requests.accept(frame);
            } else {
                var waiting = frame.text("id").map(asked::remove).orElse(null);
                if (waiting != null) {
                    waiting.complete(frame);
                }
            }
        }
    }

    /** What the gateway takes in one frame, once it has said so. */
    void limit(int bytes) {
        largest = bytes;
    }

    /** False when it was not sent: the gateway would end the line for a frame that is too large. */
    boolean send(JsonObject frame) {
        var bytes = (frame + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > largest) {
            return false;
        }
        writing.lock();
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException gone) {
            // whoever reads hears of it, and ends this process
        } finally {
            writing.unlock();
        }
        return true;
    }

    /**
     * Asks the gateway.
     *
     * @throws ToolException what it refused
     * @throws InterruptedException when nobody waits for it any more
     */
    JsonObject ask(String method, JsonObject params) throws ToolException, InterruptedException {
        return exchange(JsonObject.builder().put("type", "request").put("method", method).put("params", params));
    }

    /** Sends a frame that is answered. */
    JsonObject exchange(JsonObject.Builder frame) throws ToolException, InterruptedException {
        var id = Long.toString(ids.incrementAndGet());
        var answer = new CompletableFuture<JsonObject>();
        asked.put(id, answer);
        try {
            if (!send(frame.put("id", id).build())) {
                throw new ToolException("too_large", "in a process of its own a plugin hands over at most " + largest
                        + " bytes at once, with bytes in Base64 (max.frame.bytes of dev.postern.gateway)");
            }
            var response = answer.get();
            if (response.bool("ok").orElse(false)) {
                return response.object("result").orElse(JsonObject.EMPTY);
            }
            var error = response.object("error").orElse(JsonObject.EMPTY);
            throw new ToolException(error.text("code").orElse("unavailable"), error.text("message").orElse(""),
                    error.bool("retryable").orElse(false), null);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            asked.remove(id);
        }
    }

    /** False when it is too large; nothing was sent then. */
    boolean answer(String id, JsonObject result) {
        return send(JsonObject.builder().put("type", "response").put("id", id).put("ok", true).put("result", result)
                .build());
    }

    void refuse(String id, String code, String message) {
        send(JsonObject.builder().put("type", "response").put("id", id).put("ok", false)
                .put("error", JsonObject.builder().put("code", code).put("message", message)
                        .put("details", dev.postern.api.json.JsonArray.EMPTY).put("retryable", false)
                        .put("retryAfterMs", dev.postern.api.json.JsonNull.NULL).build())
                .build());
    }
}
