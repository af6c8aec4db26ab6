// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A clock that keeps what it said, so that a replay sees the same times. */
final class NotedClock extends Clock {
    /** How many times are kept; a tool that looks more often is not stopped, but cannot be replayed to its end. */
    static final int MOST = 1_000;

    private final Clock clock;
    private final ZoneId zone;
    private final Readings readings;

    private record Readings(ReentrantLock lock, List<Instant> times) {}

    NotedClock(Clock clock) {
        this(clock, clock.getZone(), new Readings(new ReentrantLock(), new ArrayList<>()));
    }

    private NotedClock(Clock clock, ZoneId zone, Readings readings) {
        this.clock = clock;
        this.zone = zone;
        this.readings = readings;
    }

    @Override
    public Instant instant() {
        readings.lock().lock();
        try {
            var now = clock.instant();
            if (readings.times().size() < MOST) {
                readings.times().add(now);
            }
            return now;
        } finally {
            readings.lock().unlock();
        }
    }

    /** What it said first, in order. */
    List<Instant> times() {
        readings.lock().lock();
        try {
            return List.copyOf(readings.times());
        } finally {
            readings.lock().unlock();
        }
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new NotedClock(clock, other, readings);
    }
}
