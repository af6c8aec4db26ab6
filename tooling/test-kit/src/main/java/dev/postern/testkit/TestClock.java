// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands until a test moves it, and keeps what it said. Begins at 2026-01-01T00:00:00Z. Any thread. */
public final class TestClock extends Clock {
    private final AtomicReference<Instant> now;
    private final ZoneId zone;
    private final List<Instant> told;

    TestClock() {
        this(new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z")), ZoneOffset.UTC,
                new CopyOnWriteArrayList<>());
    }

    private TestClock(AtomicReference<Instant> now, ZoneId zone, List<Instant> told) {
        this.now = now;
        this.zone = zone;
        this.told = told;
    }

    /** Moves it on. */
    public void advance(Duration by) {
        now.updateAndGet(time -> time.plus(by));
    }

    /** Sets it. */
    public void set(Instant time) {
        now.set(time);
    }

    /** The same time, which keeps what it says from now on by itself. */
    TestClock recording() {
        return new TestClock(now, zone, new CopyOnWriteArrayList<>());
    }

    /** What it said, in order. */
    List<Instant> told() {
        return List.copyOf(told);
    }

    @Override
    public Instant instant() {
        var time = now.get();
        told.add(time);
        return time;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new TestClock(now, other, told);
    }
}
