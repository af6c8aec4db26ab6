// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;

/** Wakes a lane once its next turn has collected long enough. Guarded by the lane's lock. */
final class Alarm {
    private final Lanes lanes;
    private final Runnable wake;
    private boolean set;
    private long at;

    Alarm(Lanes lanes, Runnable wake) {
        this.lanes = lanes;
        this.wake = wake;
    }

    /** At that time, in monotonic nanoseconds; what comes too early looks again. */
    void set(long due, long now) {
        if (set && at - due <= 0 && at - now > 0) {
            return;
        }
        set = true;
        at = due;
        lanes.after(Duration.ofNanos(Math.max(0, due - now)), wake);
    }
}
