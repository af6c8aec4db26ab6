// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Records ride along with the next barrier; in a turn or call that takes its time they ride so long at most, so that
 * whoever watches sees it move. For one turn or call; its methods may be called by any thread.
 */
public final class Ride {
    private final Recorder recorder;
    private final ScheduledExecutorService timer;
    private final Duration longest;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Future<?> next;
    private @Nullable CompletableFuture<Void> flushing;
    private boolean over;

    /**
     * Not begun.
     *
     * @param recorder whose records
     * @param timer says when
     * @param longest how long a record rides at most
     */
    public Ride(Recorder recorder, ScheduledExecutorService timer, Duration longest) {
        this.recorder = recorder;
        this.timer = timer;
        this.longest = longest;
    }

    /** From now on. */
    public void begin() {
        lock.lock();
        try {
            if (!over) {
                next = timer.schedule(this::due, longest.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException stopping) {
            over = true;
        } finally {
            lock.unlock();
        }
    }

    /** The turn or call writes its own last barrier now, which tells of whatever was refused before. */
    public void end() {
        CompletableFuture<Void> last;
        lock.lock();
        try {
            over = true;
            if (next != null) {
                next.cancel(false);
            }
            last = flushing;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.join();
        }
    }

    private void due() {
        lock.lock();
        try {
            if (over) {
                return;
            }
            var now = new CompletableFuture<Void>();
            flushing = now;
            Thread.ofVirtual().name("ride").start(() -> flush(now));
        } finally {
            lock.unlock();
        }
    }

    private void flush(CompletableFuture<Void> now) {
        try {
            recorder.barrier();
            begin();
        } catch (StoreException _) {
            // the recorder keeps it, and whoever comes to a barrier next is told
        } finally {
            now.complete(null);
        }
    }
}
