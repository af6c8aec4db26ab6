// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Duration;

import dev.postern.core.session.SessionSettings;

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
 * @param collect what bounds the messages of one turn where a session does not say
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
        Outbox outbox,
        Collect collect) {

    /** As shipped. */
    public static final Settings DEFAULT = new Settings(256, 10_000, "rules", 32, Duration.ofMinutes(10), 3,
            Duration.ofSeconds(1), Duration.ofSeconds(10), Outbox.DEFAULT, Collect.DEFAULT);

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

    /**
     * What bounds the messages that become one turn.
     *
     * @param quiet how long nobody says anything before the turn begins
     * @param maxMessages messages at most
     * @param maxBytes of their text at most, in UTF-8
     * @param maxAge how long the first waits at most
     */
    public record Collect(Duration quiet, int maxMessages, int maxBytes, Duration maxAge) {

        /** As shipped. */
        public static final Collect DEFAULT = new Collect(Duration.ofMillis(500), 20, 256 * 1024,
                Duration.ofSeconds(10));

        /** The same with what a session says. */
        public Collect in(SessionSettings session) {
            return session.collect()
                    .map(own -> new Collect(own.quietMs().map(Duration::ofMillis).orElse(quiet),
                            own.maxMessages().orElse(maxMessages), own.maxBytes().orElse(maxBytes),
                            own.maxAgeMs().map(Duration::ofMillis).orElse(maxAge)))
                    .orElse(this);
        }
    }
}
