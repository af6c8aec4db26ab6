package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.core.tool.CallRequest;
import org.jspecify.annotations.Nullable;

/** The calls between request and outcome, so that they can be cancelled: also between two attempts. */
final class RunningCalls {
    private final Map<String, Running> calls = new ConcurrentHashMap<>();

    private record Running(String tenant, String principal, CountDownLatch cancelled,
            AtomicReference<@Nullable Attempt> attempt) {}

    /** Notes a call; false when it runs already. */
    boolean open(CallRequest request) {
        return calls.putIfAbsent(
                request.call(),
                new Running(request.session().tenant(), request.principal().id(), new CountDownLatch(1),
                        new AtomicReference<>())) == null;
    }

    void close(CallRequest request) {
        calls.remove(request.call());
    }

    int size() {
        return calls.size();
    }

    /** Notes the attempt that runs now; true when the call was cancelled before. */
    boolean add(CallRequest request, Attempt attempt) {
        var running = calls.get(request.call());
        if (running == null) {
            return false;
        }
        running.attempt().set(attempt);
        return running.cancelled().getCount() == 0;
    }

    void remove(CallRequest request, Attempt attempt) {
        var running = calls.get(request.call());
        if (running != null) {
            running.attempt().compareAndSet(attempt, null);
        }
    }

    /** Whether the call was cancelled. */
    boolean cancelled(String call) {
        var running = calls.get(call);
        return running != null && running.cancelled().getCount() == 0;
    }

    /** Ends all that run: the runner stops. Those that wait to begin, or to try again, do not. */
    void stop() {
        calls.values().forEach(running -> {
            var attempt = running.attempt().get();
            if (attempt != null) {
                attempt.cancel(Attempt.Why.GOING_DOWN);
            }
            running.cancelled().countDown();
        });
    }

    /** Whose call it is, when it runs. */
    Optional<String> principal(String tenant, String call) {
        return Optional.ofNullable(calls.get(call)).filter(running -> running.tenant().equals(tenant))
                .map(Running::principal);
    }

    /** Cancels a tenant's call; whether there was one. */
    boolean cancel(String tenant, String call) {
        var running = calls.get(call);
        if (running == null || !running.tenant().equals(tenant)) {
            return false;
        }
        running.cancelled().countDown();
        var attempt = running.attempt().get();
        if (attempt != null) {
            attempt.cancel(Attempt.Why.CANCELLED);
        }
        return true;
    }

    /** Waits; whether the call was cancelled meanwhile. */
    boolean waitUnlessCancelled(String call, Duration pause) throws InterruptedException {
        var running = calls.get(call);
        return running != null && running.cancelled().await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }
}
