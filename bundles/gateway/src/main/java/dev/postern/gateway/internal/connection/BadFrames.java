// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.util.concurrent.TimeUnit;

/** A connection's budget of bad frames: so many in each minute. Used by the connection's own thread only. */
final class BadFrames {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private long minuteBegan;
    private int count;

    BadFrames(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Notes one. False when it is one too many. */
    boolean forgive(long nowNanos) {
        if (count == 0 || nowNanos - minuteBegan >= MINUTE_NANOS) {
            minuteBegan = nowNanos;
            count = 0;
        }
        return ++count <= perMinute;
    }
}
