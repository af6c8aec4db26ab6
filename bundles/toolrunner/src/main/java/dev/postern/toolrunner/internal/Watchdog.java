// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that attempts end in time, and counts the threads of those that do not listen. Its own thread is one of the
 * system: tools that spin on every carrier of virtual threads cannot keep it from running.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private volatile Duration grace;
    private final CarrierThreads carriers;
    private final AtomicInteger abandoned = new AtomicInteger();
    private final ScheduledThreadPoolExecutor timer;

    /** One that gives cancelled tools so much time to end. */
    Watchdog(Duration grace, CarrierThreads carriers) {
        this.grace = grace;
        this.carriers = carriers;
        timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("tool-watchdog").factory());
        // a cancelled alarm must not hold its attempt, and with it a plugin's classes, until it would have rung
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Gives them another time from now on. */
    void grace(Duration now) {
        grace = now;
    }

    /** Threads of attempts that were given up and still run, also of tools that have gone. */
    int abandonedThreads() {
        return abandoned.get();
    }

    /** Runs the action after the time, which may be negative; it must not block. */
    Future<?> after(Duration delay, Runnable action) {
        try {
            return timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.runAsync(action, Thread.ofPlatform().daemon()::start);
        }
    }

    /** Runs the action once a cancelled tool should have ended. */
    Future<?> afterGrace(Runnable action) {
        return after(grace, action);
    }

    /** Runs the action after the time, unless this is closed by then; it must not block. Null when it is closed. */
    @Nullable
    Future<?> again(Duration delay, Runnable action) {
        try {
            return timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return null;
        }
    }

    /** So many more, or fewer, threads of tools keep their carrier. */
    void busy(int more) {
        carriers.kept(more);
    }

    /** A thread of the tool goes on although it was cancelled. */
    void abandoned(ServingTool tool) {
        int ofTool = tool.abandoned().incrementAndGet();
        abandoned.incrementAndGet();
        LOG.warn("{} ignores its cancellation: {} of its threads still run", tool.registered().bundle() + " "
                + tool.descriptor().name(), ofTool);
    }

    /** One of those has ended after all. */
    void back(ServingTool tool) {
        int ofTool = tool.abandoned().decrementAndGet();
        abandoned.decrementAndGet();
        LOG.info("An abandoned thread of {} has ended; {} still run", tool.descriptor().name(), ofTool);
    }

    /** Attempts that still run end by the alarms that are set; no new one is taken. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
