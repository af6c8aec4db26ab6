package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets so many calls run at once, of each tool and in all; others wait, at most until their deadline. */
final class Places {
    /** After how long a call that waits looks whether it still should. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Semaphore all;

    Places(int most) {
        all = new Semaphore(most);
    }

    /** What came of waiting for a place. */
    enum Taken {
        TAKEN, TOO_LATE, CANCELLED, TOOL_GONE
    }

    /**
     * Takes a place; {@link #leave} gives it back.
     *
     * @param end when to give up, by {@link System#nanoTime}
     */
    Taken take(ServingTool tool, BooleanSupplier cancelled, long end) throws InterruptedException {
        var ofTool = take(tool.slots(), tool, cancelled, end);
        if (ofTool != Taken.TAKEN) {
            return ofTool;
        }
        var taken = Taken.TOO_LATE;
        try {
            taken = take(all, tool, cancelled, end);
            return taken;
        } finally {
            if (taken != Taken.TAKEN) {
                tool.slots().release();
            }
        }
    }

    private static Taken take(Semaphore places, ServingTool tool, BooleanSupplier cancelled, long end)
            throws InterruptedException {
        while (true) {
            if (places.tryAcquire()) {
                return Taken.TAKEN;
            }
            if (cancelled.getAsBoolean()) {
                return Taken.CANCELLED;
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
}
