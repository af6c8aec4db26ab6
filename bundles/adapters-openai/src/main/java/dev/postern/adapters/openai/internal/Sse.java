// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;

/** Server-sent events (HTML standard, section 9.2), each sent at once. */
final class Sse {
    private final OutputStream out;

    /** Straight to there. */
    Sse(OutputStream out) {
        this.out = out;
    }

    /** As the body of an answer. */
    static Sse to(HttpServletResponse response) throws IOException {
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        // proxies that gather answers make no stream of it
        response.setHeader("X-Accel-Buffering", "no");
        return new Sse(response.getOutputStream());
    }

    void data(JsonObject data) throws IOException {
        send("data: " + data + "\n\n");
    }

    void event(String type, JsonObject data) throws IOException {
        send("event: " + type + "\ndata: " + data + "\n\n");
    }

    void comment(String text) throws IOException {
        send(": " + text + "\n\n");
    }

    /** How Chat Completions ends. */
    void done() throws IOException {
        send("data: [DONE]\n\n");
    }

    private void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
