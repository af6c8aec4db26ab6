// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.core.tool.CallRequest;
import org.jspecify.annotations.Nullable;

/** The calls between request and outcome, so that they can be ended: also between two attempts. */
final class RunningCalls {
    private final Map<String, Running> calls = new ConcurrentHashMap<>();
    private final CountDownLatch down = new CountDownLatch(1);

    /** Notes a call; false when it runs already. */
    boolean open(CallRequest request) {
        return open(request.session().tenant(), request.call(), request.principal().id());
    }

    /** Notes a call; false when it runs already, or somebody has it. */
    boolean open(String tenant, String call, String principal) {
        var running = new Running(tenant, principal);
        if (calls.putIfAbsent(call, running) != null) {
            return false;
        }
        if (isDown()) {
            running.stop(Attempt.Why.GOING_DOWN);
        }
        return true;
    }

    void close(CallRequest request) {
        close(request.call());
    }

    void close(String call) {
        var running = calls.remove(call);
        if (running != null) {
            running.closed.countDown();
        }
    }

    int size() {
        return (int) calls.values().stream().filter(Running::runs).count();
    }

    /** Notes the attempt that is about to run; it is ended at once when its call was before. */
    void add(CallRequest request, Attempt attempt) {
        var running = of(request);
        running.add(attempt);
        if (isDown()) {
            // those that were told first may have made room for this one
            running.stop(Attempt.Why.GOING_DOWN);
        }
    }

    /** The start of the call is durable: whatever comes, it does not simply begin anew. */
    void begun(CallRequest request) {
        of(request).begun = true;
    }

    void remove(CallRequest request, Attempt attempt) {
        of(request).attempt.compareAndSet(attempt, null);
    }

    /** Why the call was ended; empty while it may run. */
    Optional<Attempt.Why> stopped(CallRequest request) {
        return Optional.ofNullable(of(request).why.get())
                .or(() -> isDown() ? Optional.of(Attempt.Why.GOING_DOWN) : Optional.empty());
    }

    /** Waits; whether the call was ended meanwhile. */
    boolean waitUnlessStopped(CallRequest request, Duration pause) throws InterruptedException {
        return of(request).stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether the runner stops. */
    boolean isDown() {
        return down.getCount() == 0;
    }

    /** Ends all that run, and those that begin later: the runner stops. */
    void stop() {
        down.countDown();
        calls.values().forEach(running -> running.stop(Attempt.Why.GOING_DOWN));
    }

    /** Whose call it is, when it runs. */
    Optional<String> principal(String tenant, String call) {
        return of(tenant, call).map(running -> running.principal);
    }

    /** Ends a call that was opened, for the reason. */
    void stop(CallRequest request, Attempt.Why reason) {
        var running = calls.get(request.call());
        if (running != null) {
            running.stop(reason);
        }
    }

    /**
     * Keeps a call that does not run from beginning, until {@link Claim#close}.
     *
     * @return empty when it runs, or somebody else has it
     */
    Optional<Claim> claim(String tenant, String call) {
        var claimed = new Running(tenant, "");
        return calls.putIfAbsent(call, claimed) == null
                ? Optional.of(() -> close(call))
                : Optional.empty();
    }

    /** Waits until a call runs no more, and nobody has it. */
    void awaitClosed(String call) throws InterruptedException {
        var running = calls.get(call);
        if (running != null) {
            running.closed.await();
        }
    }

    /** A call that does not run, and will not. */
    interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /** Cancels a tenant's call; empty when it does not run. */
    Optional<Ending> cancel(String tenant, String call) {
        return of(tenant, call).map(running -> {
            running.stop(Attempt.Why.CANCELLED);
            return running;
        });
    }

    /** A call that was cancelled while it ran. */
    interface Ending {
        /** Whether it will stand on record as one that had begun, so that nobody has it begin later. */
        boolean isCertain();

        /** Waits until it has ended. */
        void await(Duration longest) throws InterruptedException;
    }

    private Optional<Running> of(String tenant, String call) {
        return Optional.ofNullable(calls.get(call))
                .filter(running -> running.tenant.equals(tenant) && running.runs());
    }

    /** Of one that was opened and is not closed. */
    private Running of(CallRequest request) {
        return Objects.requireNonNull(calls.get(request.call()), "the call is open");
    }

    /** The first reason counts. Whoever sets it tells the attempt that is noted then; one noted later sees it. */
    private static final class Running implements Ending {
        private final String tenant;
        private final String principal;
        private final AtomicReference<Attempt.@Nullable Why> why = new AtomicReference<>();
        private final AtomicReference<@Nullable Attempt> attempt = new AtomicReference<>();
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile boolean begun;

        Running(String tenant, String principal) {
            this.tenant = tenant;
            this.principal = principal;
        }

        /** Whether it is one that runs, and not kept from that. */
        boolean runs() {
            return !principal.isEmpty();
        }

        @Override
        public boolean isCertain() {
            return begun && why.get() == Attempt.Why.CANCELLED;
        }

        @Override
        public void await(Duration longest) throws InterruptedException {
            var _ = closed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        }

        void add(Attempt next) {
            attempt.set(next);
            end(next);
        }

        void stop(Attempt.Why reason) {
            why.compareAndSet(null, reason);
            stopped.countDown();
            end(attempt.get());
        }

        private void end(@Nullable Attempt runs) {
            var reason = why.get();
            if (runs != null && reason != null) {
                runs.cancel(reason);
            }
        }
    }
}
