// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Duration;

/** Reads settings; a value out of its range is refused with key and rule. */
final class SettingsReader {
    private static final String PID = "dev.postern.pipeline";

    private SettingsReader() {}

    static Settings read(PipelineConfig config) {
        if (!config.planner().matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException(
                    PID + ": planner must match [a-z0-9][a-z0-9-]{0,63}, not '" + config.planner() + "'");
        }
        return new Settings(
                range("max.running", config.max_running(), 1, 100_000),
                range("max.waiting", config.max_waiting(), 1, 1_000_000),
                config.planner(),
                range("max.steps", config.max_steps(), 1, 1_000),
                Duration.ofSeconds(range("max.turn.seconds", config.max_turn_seconds(), 1, 86_400)),
                range("max.identical.calls", config.max_identical_calls(), 1, 1_000),
                Duration.ofMillis(range("ride.ms", config.ride_ms(), 10, 60_000)),
                Duration.ofSeconds(range("drain.seconds", config.drain_seconds(), 0, 600)),
                new Settings.Outbox(
                        range("delivery.attempts", config.delivery_attempts(), 1, 100_000),
                        Duration.ofHours(range("delivery.hours", config.delivery_hours(), 1, 720)),
                        Duration.ofMillis(
                                range("delivery.first.retry.ms", config.delivery_first_retry_ms(), 10, 60_000)),
                        Duration.ofSeconds(range("delivery.longest.retry.seconds",
                                config.delivery_longest_retry_seconds(), 1, 86_400)),
                        Duration.ofSeconds(
                                range("delivery.timeout.seconds", config.delivery_timeout_seconds(), 1, 600)),
                        range("delivery.parallel", config.delivery_parallel(), 1, 10_000)),
                new Settings.Collect(
                        Duration.ofMillis(range("collect.quiet.ms", config.collect_quiet_ms(), 0, 60_000)),
                        range("collect.max.messages", config.collect_max_messages(), 1, 100),
                        range("collect.max.bytes", config.collect_max_bytes(), 1, 1_048_576),
                        Duration.ofMillis(range("collect.max.age.ms", config.collect_max_age_ms(), 0, 600_000))));
    }

    private static int range(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    PID + ": " + key + " must be " + least + " to " + most + ", not " + value);
        }
        return value;
    }
}
