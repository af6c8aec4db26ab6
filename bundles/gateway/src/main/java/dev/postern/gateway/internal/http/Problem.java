// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;

/**
 * An error body as RFC 9457 has it.
 *
 * @param status the HTTP status
 * @param title what sort of problem, the same for all of its sort
 * @param detail what is wrong here and the way out
 * @param more members beyond the standard's
 */
record Problem(int status, String title, String detail, JsonObject more) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, JsonObject.EMPTY);
    }

    /** For what is not there, or not the asker's: the same words for both. */
    static Problem notFound() {
        return of(404, "Not found", "there is nothing here");
    }

    static void methodNotAllowed(HttpServletResponse response, String allowed) throws IOException {
        response.setHeader("Allow", allowed);
        of(405, "Method not allowed", "only " + allowed + " is answered here").send(response);
    }

    void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        Body.send(response, MEDIA_TYPE, body());
    }

    byte[] body() {
        return JsonObject.builder()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .putAll(more)
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
