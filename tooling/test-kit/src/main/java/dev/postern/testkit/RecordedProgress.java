// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import dev.postern.api.tool.Progress;

/** Keeps what a call says while it runs, and wakes who waits for it. */
final class RecordedProgress implements Progress {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for a line; false when none came in time. */
    boolean await(Predicate<String> wanted, long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (lines.stream().noneMatch(wanted)) {
                if (left <= 0) {
                    return false;
                }
                left = more.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void add(String line) {
        lock.lock();
        try {
            lines.add(line);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void message(String message) {
        add(message);
    }

    @Override
    public void fraction(long done, long total) {
        add(done + "/" + total);
    }

    @Override
    public void output(String text) {
        add(text);
    }
}
