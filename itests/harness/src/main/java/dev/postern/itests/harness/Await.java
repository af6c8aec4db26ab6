// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process will do and cannot tell us of. */
public final class Await {
    /** Long enough for a machine under load: reaching it means that it never happens. */
    public static final Duration LONG = Duration.ofMinutes(3);

    private Await() {}

    /** Returns once the condition holds; fails after {@link #LONG}, naming what was awaited. */
    public static void until(String what, Condition condition) throws Exception {
        until(what, LONG, condition);
    }

    /** Returns once the condition holds; fails after the time given, naming what was awaited. */
    public static void until(String what, Duration atMost, Condition condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + atMost.toSeconds() + " s in vain until " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** What is awaited. */
    @FunctionalInterface
    public interface Condition {
        /** Whether it is so now. */
        boolean holds() throws Exception;
    }
}
