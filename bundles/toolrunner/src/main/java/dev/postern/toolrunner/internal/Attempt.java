package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.postern.api.tool.Cancellation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a tool's code on a thread of its own. It ends in time: at its deadline or when cancelled the thread is
 * interrupted and what it uses is closed; code that goes on all the same is abandoned, and what it returns later is
 * dropped.
 */
final class Attempt implements Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ServingTool tool;
    private final List<Runnable> actions = new ArrayList<>();
    private final CompletableFuture<Object> result = new CompletableFuture<>();
    private @Nullable Thread thread;
    private volatile @Nullable Why why;

    Attempt(ServingTool tool) {
        this.tool = tool;
    }

    /** Why an attempt is ended from outside. */
    enum Why {
        DEADLINE, CANCELLED, TOOL_GONE, GOING_DOWN
    }

    /**
     * Runs the code until it ends or is ended.
     *
     * @return how it ended; a cancelled one says why, even when the code returned something in its last moment
     * @throws InterruptedException when the caller is interrupted; the code is ended first
     */
    Ended run(Callable<?> code, Duration timeout) throws InterruptedException {
        if (!tool.begin(this)) {
            return new Ended.Stopped(Why.TOOL_GONE);
        }
        thread = Thread.ofVirtual().name("tool-" + tool.descriptor().name()).start(() -> complete(code));
        try {
            return await(timeout);
        } finally {
            tool.end(this);
        }
    }

    private void complete(Callable<?> code) {
        try {
            result.complete(code.call());
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    private Ended await(Duration timeout) throws InterruptedException {
        try {
            var value = result.get(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS);
            var stopped = why;
            return stopped == null ? new Ended.Returned(value) : new Ended.Stopped(stopped);
        } catch (ExecutionException e) {
            var stopped = why;
            var cause = e.getCause() == null ? e : e.getCause();
            return stopped == null ? new Ended.Threw(cause) : new Ended.Stopped(stopped);
        } catch (TimeoutException e) {
            cancel(Why.DEADLINE);
            waitOrAbandon();
            return new Ended.Stopped(Why.DEADLINE);
        } catch (InterruptedException e) {
            cancel(Why.GOING_DOWN);
            waitOrAbandon();
            throw e;
        }
    }

    /** Ends the attempt; the first reason counts. */
    void cancel(Why reason) {
        List<Runnable> now;
        Thread running;
        synchronized (actions) {
            if (why != null) {
                return;
            }
            why = reason;
            now = List.copyOf(actions);
            running = thread;
        }
        now.forEach(Runnable::run);
        if (running != null) {
            running.interrupt();
        }
        if (reason == Why.CANCELLED || reason == Why.TOOL_GONE) {
            // whoever waits for the result need not wait for code that does not listen
            Thread.ofVirtual().name("tool-grace").start(this::waitOrAbandonQuietly);
        }
    }

    private void waitOrAbandonQuietly() {
        waitOrAbandon();
        result.completeExceptionally(new InterruptedException());
    }

    private void waitOrAbandon() {
        long end = System.nanoTime() + GRACE.toNanos();
        boolean interrupted = false;
        var running = thread;
        while (running != null && running.isAlive() && System.nanoTime() < end) {
            try {
                running.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (running != null && running.isAlive()) {
            abandon(running);
        }
    }

    private void abandon(Thread running) {
        int now = tool.abandoned().incrementAndGet();
        LOG.warn("{} ignores interruption: {} of its threads still run", tool.descriptor().name(), now);
        Thread.ofVirtual().name("tool-abandoned").start(() -> {
            try {
                running.join();
                tool.abandoned().decrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public boolean requested() {
        return why != null;
    }

    @Override
    public void onRequest(Runnable action) {
        synchronized (actions) {
            if (why == null) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** How an attempt ended. */
    sealed interface Ended {
        /** The code returned. */
        record Returned(Object value) implements Ended {}

        /** The code threw. */
        record Threw(Throwable failure) implements Ended {}

        /** It was ended from outside. */
        record Stopped(Why why) implements Ended {}
    }
}
