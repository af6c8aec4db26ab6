// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.outbox;

import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.postern.pipeline.internal.Settings;

/** When to try again: twice as late each time, spread so that what failed together does not come back together. */
final class Backoff {
    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The wait after a failure: between half and all of what the doubling gives.
     *
     * @param attempts tries so far, from 1
     */
    Duration after(int attempts, Settings.Outbox settings) {
        long first = settings.firstRetry().toMillis();
        long doubled = attempts > 30 ? Long.MAX_VALUE : first << attempts - 1;
        long most = Math.min(settings.maxRetry().toMillis(), doubled < first ? Long.MAX_VALUE : doubled);
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }
}
