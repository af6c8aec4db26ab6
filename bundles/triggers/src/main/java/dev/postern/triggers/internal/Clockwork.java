// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each schedule when it is due. A thread of its own waits for the next, and no longer than half a minute, since the
 * clock may be set; each is settled on a virtual thread of its own.
 */
final class Clockwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(30);
    /** All of them: they are bounded, and whoever waited for a slow one would miss the times of others. */
    private static final int AT_ONCE = Schedules.MOST;

    private final Schedules schedules;
    private final Settlement settlement;
    private final Clock clock;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread = Thread.ofVirtual().name("triggers").unstarted(this::run);
    private boolean awake;
    private volatile boolean closed;

    Clockwork(Schedules schedules, Settlement settlement, Clock clock) {
        this.schedules = schedules;
        this.settlement = settlement;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /** Something else may be due. */
    void wake() {
        lock.lock();
        try {
            awake = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        var before = clock.instant();
        try {
            while (!closed) {
                var now = clock.instant();
                boolean setBack = now.isBefore(before);
                before = now;
                var next = now.plus(LONGEST_WAIT);
                for (var slot : schedules.all()) {
                    if (setBack) {
                        slot.lookAt(now);
                    }
                    if (slot.look().isAfter(now)) {
                        next = slot.look().isBefore(next) ? slot.look() : next;
                    } else {
                        look(slot);
                    }
                }
                await(Duration.between(now, next));
            }
        } catch (InterruptedException stopping) {
            LOG.debug("the clockwork stops");
        }
    }

    private void look(Slot slot) throws InterruptedException {
        room.acquire();
        var hold = slot.tryHold();
        if (hold.isEmpty()) {
            room.release();
            return;
        }
        Thread.ofVirtual().name("trigger " + slot.trigger().id()).start(() -> {
            try (var _ = hold.get()) {
                slot.lookAt(settlement.settle(slot));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error fault) {
                LOG.error("the trigger {} could not be looked at", slot.trigger().id(), fault);
                slot.lookAt(clock.instant().plus(AFTER_A_FAULT));
            } finally {
                room.release();
                wake();
            }
        });
    }

    private void await(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = Math.max(longest.toNanos(), SHORTEST_WAIT.toNanos());
            while (!awake && left > 0) {
                left = changed.awaitNanos(left);
            }
            awake = false;
        } finally {
            lock.unlock();
        }
    }

    /** Begins nothing more, and waits for what has begun: its records are on their way. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (!room.tryAcquire(AT_ONCE, 5, TimeUnit.SECONDS)) {
                LOG.info("a trigger is left in the middle; its time is taken up after the next start");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
