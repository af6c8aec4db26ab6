// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A turn that runs, and the leash that what it calls is kept on. The lane's own thread is never interrupted:
 * what it records has to come to its end. Planner and tools run on threads of their own, which are; one that does not come
 * back in time is abandoned.
 */
public final class RunningTurn {
    /** Longer than the tool runner itself needs to abandon a call. */
    private static final Duration GRACE = Duration.ofSeconds(4);
    private static final Duration GENTLY = Duration.ofSeconds(3);

    private final String id;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Stop stop;
    private @Nullable Thread leashed;
    private @Nullable CompletableFuture<?> result;
    private @Nullable Runnable ending;

    /**
     * A run.
     *
     * @param id the turn
     * @param timer counts the grace
     */
    public RunningTurn(String id, ScheduledExecutorService timer) {
        this.id = id;
        this.timer = timer;
    }

    /** The turn. */
    public String id() {
        return id;
    }

    /**
     * Tells it to stop. The first reason holds, but for a pause: anything else is more. Nothing happens to a run that has
     * begun to write its end.
     */
    public void stop(Stop reason) {
        lock.lock();
        try {
            if (stop != null && !(stop instanceof Stop.Paused)) {
                return;
            }
            stop = reason;
            end(reason);
        } finally {
            lock.unlock();
        }
    }

    /** Why it has to stop, if it has to. */
    public Optional<Stop> stopped() {
        lock.lock();
        try {
            return Optional.ofNullable(stop);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs work that may be interrupted on a thread of its own and waits for it. Work that came to its end is not lost,
     * even when the turn has to stop.
     *
     * @throws StoppedException when the turn has to stop and the work was cut off
     * @throws Exception what the work threw
     */
    public <T> T leash(Callable<T> work) throws Exception {
        return leash(work, null);
    }

    /**
     * The same for work that can be told to come to its end.
     *
     * @param gently tells it; it is interrupted only when the gateway stops, or when that does not help
     */
    public <T> T leash(Callable<T> work, @Nullable Runnable gently) throws Exception {
        var done = new CompletableFuture<T>();
        lock.lock();
        try {
            check();
            result = done;
            ending = gently;
            leashed = Thread.ofVirtual().name(id).start(() -> complete(done, work));
        } finally {
            lock.unlock();
        }
        try {
            return done.join();
        } catch (CompletionException failed) {
            // a pause cuts nothing off: the work failed by itself
            var reason = stopped().filter(why -> !(why instanceof Stop.Paused));
            if (reason.isPresent()) {
                throw new StoppedException(reason.get(), true);
            }
            throw failed.getCause() instanceof Exception exception ? exception : failed;
        } finally {
            lock.lock();
            try {
                leashed = null;
                result = null;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Goes on only while nothing tells it to stop. */
    public void check() throws StoppedException {
        var reason = stopped();
        if (reason.isPresent()) {
            throw new StoppedException(reason.get(), false);
        }
    }

    /** The lane is done with it. */
    public void over() {
        over.complete(null);
    }

    /** Waits until the lane is done with it, at most for the time. */
    public boolean awaitOver(Duration longest) throws InterruptedException {
        try {
            over.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <T> void complete(CompletableFuture<T> done, Callable<T> work) {
        try {
            done.complete(work.call());
        } catch (Throwable failed) {
            done.completeExceptionally(failed);
        }
    }

    private void end(Stop reason) {
        var thread = leashed;
        var work = result;
        if (thread == null || work == null || reason instanceof Stop.Paused) {
            return;
        }
        if (ending == null || reason instanceof Stop.Drained) {
            thread.interrupt();
        } else {
            Thread.ofVirtual().name("cancel").start(ending);
            later(() -> {
                if (!work.isDone()) {
                    thread.interrupt();
                }
            }, GENTLY);
        }
        later(() -> work.completeExceptionally(new InterruptedException("abandoned: it did not stop in time")),
                GENTLY.plus(GRACE));
    }

    private void later(Runnable what, Duration wait) {
        try {
            timer.schedule(what, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            what.run();
        }
    }
}
