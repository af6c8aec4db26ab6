// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;

/** Whole answers, which nobody may keep. */
final class Answers {
    private Answers() {}

    static void json(HttpServletResponse response, int status, JsonObject body) throws IOException {
        var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(bytes);
    }

    /** OpenAI's clients try again by themselves unless they are told not to. */
    static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        response.setHeader("x-should-retry", Boolean.toString(refusal.again()));
        refusal.retryAfter().ifPresent(after -> response.setHeader("Retry-After",
                Long.toString(Math.max(1, after.plusMillis(999).toSeconds()))));
        if (refusal.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"postern\"");
        }
        json(response, refusal.status(), refusal.body());
    }
}
