// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;

/** A token bucket that holds a minute's allowance. */
final class RateLimit {
    private static final double MINUTE = 60e9;

    private double tokens = -1;
    private long last;

    /**
     * Takes one.
     *
     * @param perMinute the allowance; may change from call to call
     * @param nanos a monotonic time
     * @return zero when taken, else when there will be one
     */
    synchronized Duration take(int perMinute, long nanos) {
        tokens = tokens < 0 ? perMinute : Math.min(perMinute, tokens + (nanos - last) / MINUTE * perMinute);
        last = nanos;
        if (tokens >= 1) {
            tokens--;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) Math.ceil((1 - tokens) * MINUTE / perMinute));
    }

    /** Gives back what was taken for nothing. */
    synchronized void giveBack() {
        tokens++;
    }

    /** Whether nothing was taken for the time: after a minute all is there again, and nothing lost with this. */
    synchronized boolean idle(Duration unused, long nanos) {
        return nanos - last > unused.toNanos();
    }
}
