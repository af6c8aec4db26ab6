// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

/** A trigger that serves, and what is going on with it. Whoever settles or fires it holds its {@link #hold}. */
final class Slot {
    private final TimedTrigger trigger;
    private final Semaphore held = new Semaphore(1);
    private volatile Instant look = Instant.MIN;
    private volatile @Nullable Instant trying;
    private volatile @Nullable Instant told;
    private volatile @Nullable Future<?> asked;

    Slot(TimedTrigger trigger) {
        this.trigger = trigger;
    }

    TimedTrigger trigger() {
        return trigger;
    }

    /** One at a time; waits. */
    Hold hold() throws InterruptedException {
        held.acquire();
        return new Hold(held);
    }

    /** The same without waiting: what is due is looked at when whoever holds it is done. */
    Optional<Hold> tryHold() {
        return held.tryAcquire() ? Optional.of(new Hold(held)) : Optional.empty();
    }

    /** When something is to be looked at. */
    Instant look() {
        return look;
    }

    void lookAt(Instant next) {
        look = next;
    }

    /** Whether this due time was refused for the moment before. */
    boolean isTrying(Instant due) {
        return due.equals(trying);
    }

    void trying(@Nullable Instant due) {
        trying = due;
    }

    /** Whether that is on record. */
    boolean isTold(Instant due) {
        return due.equals(told);
    }

    void told(Instant due) {
        told = due;
    }

    /** Whether its code still works on a time that it was given up for. */
    boolean isBusy() {
        var task = asked;
        return task != null && !task.isDone();
    }

    void asking(Future<?> task) {
        asked = task;
    }

    /** It is held until this is closed. */
    record Hold(Semaphore held) implements AutoCloseable {
        @Override
        public void close() {
            held.release();
        }
    }
}
