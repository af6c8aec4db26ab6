// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Duration;

/**
 * The engine's limits as configured.
 *
 * @param maxRunning turns that run at once
 * @param maxWaiting turns that wait at once, of all sessions
 * @param planner who decides where a session does not say
 * @param maxSteps steps that call tools in a turn
 * @param maxTurn how long a turn may run
 * @param maxIdentical calls of one tool with one input in a turn
 * @param ride how long records of a running turn wait for a barrier at most
 * @param drain how long running turns may go on when the gateway stops
 * @param outbox limits of deliveries
 */
public record Settings(
        int maxRunning,
        int maxWaiting,
        String planner,
        int maxSteps,
        Duration maxTurn,
        int maxIdentical,
        Duration ride,
        Duration drain,
        Outbox outbox) {

    /** As shipped. */
    public static final Settings DEFAULT = new Settings(256, 10_000, "rules", 32, Duration.ofMinutes(10), 3,
            Duration.ofSeconds(1), Duration.ofSeconds(10), Outbox.DEFAULT);

    /**
     * Limits of deliveries.
     *
     * @param maxAttempts tries at most
     * @param maxAge how long after its turn a reply is tried
     * @param firstRetry the wait after the first failure; it doubles up to {@code maxRetry}
     * @param maxRetry the longest wait
     * @param timeout how long a try may take
     * @param parallel deliveries at once
     */
    public record Outbox(
            int maxAttempts, Duration maxAge, Duration firstRetry, Duration maxRetry, Duration timeout, int parallel) {

        /** As shipped. */
        public static final Outbox DEFAULT = new Outbox(1_000, Duration.ofHours(24), Duration.ofSeconds(1),
                Duration.ofMinutes(5), Duration.ofSeconds(60), 64);
    }
}
