// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets so many calls run at once, of each tool and in all; others wait, at most until their deadline. */
final class Places {
    /** After how long a call that waits looks whether it still should. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Permits all;
    private int most;

    Places(int most) {
        all = new Permits(most);
        this.most = most;
    }

    /** Lets more or fewer run in all; those that run do not end by that. */
    synchronized void resize(int now) {
        if (now > most) {
            all.release(now - most);
        } else {
            all.reducePermits(most - now);
        }
        most = now;
    }

    /** What came of waiting for a place. */
    enum Taken {
        TAKEN, TOO_LATE, STOPPED, TOOL_GONE
    }

    /**
     * Takes a place; {@link #leave} gives it back.
     *
     * @param end when to give up, by {@link System#nanoTime}
     */
    Taken take(ServingTool tool, BooleanSupplier stopped, long end) throws InterruptedException {
        var ofTool = take(tool.slots(), tool, stopped, end);
        if (ofTool != Taken.TAKEN) {
            return ofTool;
        }
        var taken = Taken.TOO_LATE;
        try {
            taken = take(all, tool, stopped, end);
            return taken;
        } finally {
            if (taken != Taken.TAKEN) {
                tool.slots().release();
            }
        }
    }

    private static Taken take(Semaphore places, ServingTool tool, BooleanSupplier stopped, long end)
            throws InterruptedException {
        while (true) {
            if (places.tryAcquire()) {
                return Taken.TAKEN;
            }
            if (stopped.getAsBoolean()) {
                return Taken.STOPPED;
            }
            if (tool.gone()) {
                return Taken.TOOL_GONE;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Taken.TOO_LATE;
            }
            if (places.tryAcquire(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS)) {
                return Taken.TAKEN;
            }
        }
    }

    void leave(ServingTool tool) {
        all.release();
        tool.slots().release();
    }

    private static final class Permits extends Semaphore {
        private static final long serialVersionUID = 1L;

        Permits(int permits) {
            super(permits);
        }

        @Override
        protected void reducePermits(int reduction) {
            super.reducePermits(reduction);
        }
    }
}
