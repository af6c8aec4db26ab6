// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Room for turns of all sessions: those that wait, and those that run. */
final class Room {
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final Permits permits;
    private int size;

    Room(int running) {
        this.permits = new Permits(running);
        this.size = running;
    }

    /** Counts one more that waits, unless there is no room. */
    boolean enter(int maxWaiting) {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            return false;
        }
        return true;
    }

    /** It is not accepted after all. */
    void leave() {
        waiting.decrementAndGet();
    }

    /** Counts all messages of a turn, whatever the bound. */
    void enter(QueuedTurn turn) {
        waiting.addAndGet(turn.messages());
    }

    /** None of them waits any more. */
    void leave(QueuedTurn turn) {
        waiting.addAndGet(-turn.messages());
    }

    int waiting() {
        return waiting.get();
    }

    int running() {
        return running.get();
    }

    /** Waits for a place to run. */
    void begin() {
        permits.acquireUninterruptibly();
        running.incrementAndGet();
    }

    void end() {
        running.decrementAndGet();
        permits.release();
    }

    /** Changes how many may run; those that do are not stopped. */
    synchronized void resize(int wanted) {
        if (wanted > size) {
            permits.release(wanted - size);
        } else {
            permits.reduce(size - wanted);
        }
        size = wanted;
    }

    private static final class Permits extends Semaphore {
        private static final long serialVersionUID = 1L;

        Permits(int permits) {
            super(permits, true);
        }

        void reduce(int by) {
            reducePermits(by);
        }
    }
}
