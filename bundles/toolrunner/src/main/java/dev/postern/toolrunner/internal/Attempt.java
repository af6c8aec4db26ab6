// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

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

    private final ServingTool tool;
    private final Watchdog watchdog;
    private final CompletableFuture<Object> result = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> actions = new ArrayList<>();
    private final List<Future<?>> alarms = new ArrayList<>();
    private @Nullable Thread thread;
    private @Nullable BusyThread carrier;
    private @Nullable Why why;
    private boolean over;
    private boolean abandoned;

    Attempt(ServingTool tool, Watchdog watchdog) {
        this.tool = tool;
        this.watchdog = watchdog;
    }

    /** Why an attempt is ended from outside. */
    enum Why {
        DEADLINE,
        CANCELLED,
        TOOL_GONE,
        /** Nobody holds it any more. */
        HOLD_ENDED,
        /** The runner stops. */
        GOING_DOWN,
        /** The calling thread was interrupted. */
        CALLER_GONE
    }

    /**
     * Runs the code until it ends or is ended.
     *
     * @return how it ended; one that was ended says why, even when the code returned something in its last moment
     */
    Ended run(Callable<?> code, Duration timeout) {
        if (!tool.begin(this)) {
            return new Ended.Stopped(Why.TOOL_GONE, false);
        }
        try {
            var stopped = start(code, timeout);
            return stopped == null ? await() : new Ended.Stopped(stopped, false);
        } finally {
            tool.end(this);
        }
    }

    /** Starts the thread; says why not when the attempt was cancelled before. */
    private @Nullable Why start(Callable<?> code, Duration timeout) {
        lock.lock();
        try {
            if (why != null) {
                return why;
            }
            thread = Thread.ofVirtual().name("tool-" + tool.descriptor().name()).start(() -> complete(code));
            carrier = new BusyThread(thread, watchdog);
            alarms.add(watchdog.after(timeout, () -> cancel(Why.DEADLINE)));
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void complete(Callable<?> code) {
        try {
            result.complete(code.call());
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        } finally {
            returned();
        }
    }

    private void returned() {
        boolean wasAbandoned;
        lock.lock();
        try {
            over = true;
            wasAbandoned = abandoned;
            if (carrier != null) {
                carrier.end();
            }
            alarms.forEach(alarm -> alarm.cancel(false));
        } finally {
            lock.unlock();
        }
        if (wasAbandoned) {
            watchdog.back(tool);
        }
    }

    private Ended await() {
        while (true) {
            try {
                return ended();
            } catch (InterruptedException gone) {
                // the result comes at the end of the grace time at the latest
                cancel(Why.CALLER_GONE);
            }
        }
    }

    private Ended ended() throws InterruptedException {
        Ended ended;
        try {
            ended = new Ended.Returned(result.get());
        } catch (ExecutionException e) {
            ended = new Ended.Threw(e.getCause() == null ? e : e.getCause());
        }
        lock.lock();
        try {
            return why == null ? ended : new Ended.Stopped(why, true);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the attempt; the first reason counts. Returns at once, whatever the tool does. */
    void cancel(Why reason) {
        List<Runnable> now;
        lock.lock();
        try {
            if (why != null || over) {
                return;
            }
            why = reason;
            now = List.copyOf(actions);
            if (thread != null) {
                thread.interrupt();
                alarms.add(watchdog.afterGrace(this::abandon));
            }
        } finally {
            lock.unlock();
        }
        if (!now.isEmpty()) {
            // a thread of the system: a tool may keep all others busy, and an action may block
            Thread.ofPlatform().daemon().name("tool-cancel").start(() -> now.forEach(this::act));
        }
    }

    private void act(Runnable action) {
        try {
            action.run();
        } catch (Throwable failure) {
            LOG.warn("What {} does when it is cancelled failed", tool.descriptor().name(), failure);
        }
    }

    /** Whoever waits for the result need not wait for code that does not listen. */
    private void abandon() {
        lock.lock();
        try {
            if (over || abandoned) {
                return;
            }
            abandoned = true;
            if (carrier != null) {
                carrier.abandon();
            }
        } finally {
            lock.unlock();
        }
        watchdog.abandoned(tool);
        result.completeExceptionally(new InterruptedException("abandoned"));
    }

    @Override
    public boolean requested() {
        lock.lock();
        try {
            return why != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onRequest(Runnable action) {
        lock.lock();
        try {
            if (why == null) {
                actions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** How an attempt ended. */
    sealed interface Ended {
        /** The code returned; a described tool may return null whatever its contract says. */
        record Returned(@Nullable Object value) implements Ended {}

        /** The code threw. */
        record Threw(Throwable failure) implements Ended {}

        /**
         * It was ended from outside.
         *
         * @param why by whom
         * @param begun whether the tool's code had begun
         */
        record Stopped(Why why, boolean begun) implements Ended {}
    }
}
