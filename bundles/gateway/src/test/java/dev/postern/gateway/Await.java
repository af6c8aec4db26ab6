// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what will be so. */
final class Await {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Await() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + LONGEST.toSeconds() + " s: " + what);
            }
            Thread.sleep(5);
        }
    }
}
