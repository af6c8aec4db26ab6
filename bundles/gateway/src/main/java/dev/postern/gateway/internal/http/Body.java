// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;

/** Whole answers, which nobody may keep, and render only where a policy says how. */
final class Body {
    private Body() {}

    static void json(HttpServletResponse response, int status, JsonObject body) throws IOException {
        response.setStatus(status);
        send(response, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpServletResponse response, String mediaType, byte[] body) throws IOException {
        send(response, mediaType, "default-src 'none'; frame-ancestors 'none'", body);
    }

    static void send(HttpServletResponse response, String mediaType, String contentPolicy, byte[] body)
            throws IOException {
        response.setContentType(mediaType);
        response.setContentLength(body.length);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", contentPolicy);
        response.getOutputStream().write(body);
    }
}
