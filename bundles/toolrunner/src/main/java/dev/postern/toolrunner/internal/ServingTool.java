package dev.postern.toolrunner.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.access.Grants;
import dev.postern.core.json.Schema;
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
    private final Schema inputSchema;
    private final Schema outputSchema;
    private final CircuitBreaker breaker;
    private final Semaphore slots;
    private final AtomicInteger abandoned = new AtomicInteger();
    private final Set<Attempt> running = ConcurrentHashMap.newKeySet();
    private final ReentrantLock ends = new ReentrantLock();
    private final Condition ended = ends.newCondition();
    private volatile boolean gone;

    ServingTool(
            RegisteredTool registered,
            Grants grants,
            Invoker invoker,
            Schema inputSchema,
            Schema outputSchema,
            CircuitBreaker breaker) {
        this.registered = registered;
        this.grants = grants;
        this.invoker = invoker;
        this.inputSchema = inputSchema;
        this.outputSchema = outputSchema;
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

    Schema inputSchema() {
        return inputSchema;
    }

    Schema outputSchema() {
        return outputSchema;
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
        ends.lock();
        try {
            ended.signalAll();
        } finally {
            ends.unlock();
        }
    }

    /** Waits until no attempt runs; false when some still do after the time. */
    boolean awaitIdle(long nanos) throws InterruptedException {
        long left = nanos;
        ends.lock();
        try {
            while (!running.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
            return running.isEmpty();
        } finally {
            ends.unlock();
        }
    }

    /** The tool goes away: what runs is interrupted. */
    void close() {
        gone = true;
        running.forEach(attempt -> attempt.cancel(Attempt.Why.TOOL_GONE));
    }
}
