// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import dev.postern.gateway.internal.http.Arrivals.Refused;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Takes tokens from browsers that nobody knows yet: bodies that are small, bounded over all of them, and of one type. */
abstract class TokenServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 8_192;
    private static final long MOST_BYTES_OF_ALL = 1L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final transient Arrivals arrivals = new Arrivals(MOST_BYTES_OF_ALL, PATIENCE);

    /** Answers; what it refuses is told by its status. */
    abstract void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, Refused;

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (Refused refused) {
            response.setHeader("Connection", "close");
            Problem.of(refused.status(), "Refused", String.valueOf(refused.getMessage())).send(response);
        }
        if (response.getStatus() >= 400) {
            Remainder.drop(request, response);
        }
    }

    /** All of a body that is called of this type. */
    final String body(HttpServletRequest request, String mediaType) throws Refused, IOException {
        var type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals(mediaType)) {
            throw new Refused(415, "the body must be " + mediaType);
        }
        return new String(arrivals.read(request.getInputStream(), MOST_BYTES), StandardCharsets.UTF_8);
    }
}
