// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webchat.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;

/** Error bodies as RFC 9457 has them. */
final class Problems {
    private Problems() {}

    static void send(HttpServletResponse response, int status, String title, String detail) throws IOException {
        var body = JsonObject.builder().put("type", "about:blank").put("title", title).put("status", status)
                .put("detail", detail).build().toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
