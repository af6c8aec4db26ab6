// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.access.Grants;
import dev.postern.core.tool.ToolRegistry.RegisteredTool;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/**
 * A tool that serves, with all that belongs to its registration and goes with it: its code, mappers, schemas, limits and
 * the calls that run.
 */
final class ServingTool {
    private final RegisteredTool registered;
    private final Grants grants;
    private final Invoker invoker;
    private final ToolSchemas schemas;
    private final CircuitBreaker breaker;
    private final Semaphore slots;
    private final AtomicInteger abandoned = new AtomicInteger();
    private final Set<Attempt> running = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int users;
    private boolean leaving;
    private volatile boolean gone;

    ServingTool(
            RegisteredTool registered,
            Grants grants,
            Invoker invoker,
            ToolSchemas schemas,
            CircuitBreaker breaker) {
        this.registered = registered;
        this.grants = grants;
        this.invoker = invoker;
        this.schemas = schemas;
        this.breaker = breaker;
        this.slots = new Semaphore(registered.descriptor().maxConcurrent());
    }

    RegisteredTool registered() {
        return registered;
    }

    ToolDescriptor descriptor() {
        return registered.descriptor();
    }

    Grants grants() {
        return grants;
    }

    Invoker invoker() {
        return invoker;
    }

    ToolSchemas schemas() {
        return schemas;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    Semaphore slots() {
        return slots;
    }

    /** Threads of calls that were given up and still run. */
    AtomicInteger abandoned() {
        return abandoned;
    }

    /** Whether its registration is no more. */
    boolean gone() {
        return gone;
    }

    /** Counts a call that will use it; false when it takes no more: look for another one. */
    boolean enter() {
        lock.lock();
        try {
            if (leaving || gone) {
                return false;
            }
            users++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** That call has ended. */
    void leave() {
        lock.lock();
        try {
            users--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more calls and waits until none uses it; false when some still do after the time. */
    boolean awaitIdle(long nanos) throws InterruptedException {
        long rest = nanos;
        lock.lock();
        try {
            leaving = true;
            while (users > 0 && rest > 0) {
                rest = left.awaitNanos(rest);
            }
            return users == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Notes an attempt that runs; false when the tool has just gone. */
    boolean begin(Attempt attempt) {
        running.add(attempt);
        if (gone) {
            running.remove(attempt);
            return false;
        }
        return true;
    }

    void end(Attempt attempt) {
        running.remove(attempt);
    }

    /** The tool goes away: what runs is interrupted. */
    void close() {
        gone = true;
        running.forEach(attempt -> attempt.cancel(Attempt.Why.TOOL_GONE));
    }
}
