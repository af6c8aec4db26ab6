// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls outside turns that do not go on because the store does not take their records, told in the log once a minute
 * however many they are. Safe for use by several threads.
 */
final class StoreWaits {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWaits.class);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final Map<String, Wait> calls = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> told = new AtomicReference<>(Instant.EPOCH);
    private final Clock clock;

    StoreWaits(Clock clock) {
        this.clock = clock;
    }

    /**
     * A call waits, or waits still.
     *
     * @param what what it waits with, for people
     * @param why what the store said, for the log
     */
    void add(String call, String what, Throwable why) {
        var now = clock.instant();
        calls.merge(call, new Wait(what, now), (before, _) -> new Wait(what, before.since()));
        var last = told.get();
        if (!now.isBefore(last.plus(SILENCE)) && told.compareAndSet(last, now)) {
            LOG.warn("{}; of {}: {}", summary().orElse(""), call, why.getMessage());
        }
    }

    /** It does not any more. */
    void remove(String call) {
        calls.remove(call);
    }

    /** What a call waits with; empty when it does not. */
    Optional<String> of(String call) {
        return Optional.ofNullable(calls.get(call)).map(Wait::what);
    }

    /** How many wait and since when; empty when none does. */
    Optional<String> summary() {
        return calls.values().stream().map(Wait::since).min(Comparator.naturalOrder())
                .map(since -> "calls outside turns that wait for the store to take their records: " + calls.size()
                        + ", the first since " + since);
    }

    private record Wait(String what, Instant since) {}
}
