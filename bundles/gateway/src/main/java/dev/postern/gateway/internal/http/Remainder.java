// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sender goes on sending although it is answered already. A connection that ends while bytes lie unread is reset,
 * and the answer may be lost with it; so they are read and dropped, within bounds. Who sends slowly holds a thread for as
 * long: few may at a time, and the others see their connection reset.
 */
final class Remainder {
    private static final Logger LOG = LoggerFactory.getLogger(Remainder.class);
    private static final long MOST_BYTES = 64L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Semaphore PLACES = new Semaphore(8);

    private Remainder() {}

    /** Sends the answer off, then drops what still comes. */
    static void drop(HttpServletRequest request, HttpServletResponse response) {
        if (request.getHeader("Expect") != null) {
            return; // who asks first sends nothing
        }
        try {
            response.flushBuffer();
            if (PLACES.tryAcquire()) {
                try {
                    drop(request);
                } finally {
                    PLACES.release();
                }
            }
        } catch (IOException gone) {
            LOG.debug("a refused sender went away: {}", gone.toString());
        }
    }

    private static void drop(HttpServletRequest request) throws IOException {
        var in = request.getInputStream();
        var chunk = new byte[16_384];
        long end = System.nanoTime() + LONGEST.toNanos();
        long dropped = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            dropped += read;
            if (dropped > MOST_BYTES || System.nanoTime() - end > 0) {
                return;
            }
        }
    }
}
