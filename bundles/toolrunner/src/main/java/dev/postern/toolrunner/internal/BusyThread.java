// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether an attempt's thread computes: it keeps its carrier as long as it does, for virtual threads are
 * not preempted, and everybody else gets another one meanwhile. A thread that waits needs none.
 */
final class BusyThread {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Thread thread;
    private final Watchdog watchdog;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Future<?> next;
    private boolean busy;
    private boolean abandoned;
    private boolean ended;

    /** Begins to look; most attempts end before the first time. */
    BusyThread(Thread thread, Watchdog watchdog) {
        this.thread = thread;
        this.watchdog = watchdog;
        lookAgain();
    }

    private void lookAgain() {
        lock.lock();
        try {
            if (!ended && !abandoned) {
                next = watchdog.again(LOOK, this::look);
            }
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        lock.lock();
        try {
            if (!ended && !abandoned) {
                turn(thread.getState() == Thread.State.RUNNABLE);
                lookAgain();
            }
        } finally {
            lock.unlock();
        }
    }

    /** It was given up: nobody knows what it does, so it counts as busy to its end. */
    void abandon() {
        lock.lock();
        try {
            if (!ended) {
                abandoned = true;
                turn(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The thread has done what it was started for. */
    void end() {
        lock.lock();
        try {
            ended = true;
            if (next != null) {
                next.cancel(false);
            }
            turn(false);
        } finally {
            lock.unlock();
        }
    }

    private void turn(boolean now) {
        if (busy != now) {
            busy = now;
            watchdog.busy(now ? 1 : -1);
        }
    }
}
