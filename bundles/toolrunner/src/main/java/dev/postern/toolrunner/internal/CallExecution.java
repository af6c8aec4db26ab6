// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolException;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a call that policy let through: attempts within its deadline. */
final class CallExecution {
    private static final Logger LOG = LoggerFactory.getLogger(CallExecution.class);

    private final CallRequest request;
    private final ServingTool tool;
    private final JsonObject input;
    private final CallRecords records;
    private final RunnerParts parts;
    private final SeenSecrets secrets;
    private final CallEnd end;
    private Consent consent;
    private List<Instant> times = List.of();
    private @Nullable AutoCloseable held;
    private boolean begun;

    CallExecution(
            CallRequest request,
            ServingTool tool,
            JsonObject input,
            CallRecords records,
            Consent consent,
            RunnerParts parts) {
        this.request = request;
        this.tool = tool;
        this.consent = consent;
        this.input = input;
        this.records = records;
        this.parts = parts;
        this.secrets = SeenSecrets.of(input, tool.descriptor());
        this.end = new CallEnd(request, tool, records, secrets, consent.hold());
    }

    CallOutcome run() throws StoreException, InterruptedException {
        int maxAbandoned = parts.maxAbandoned().getAsInt();
        if (tool.abandoned().get() >= maxAbandoned) {
            return end.tooManyAbandoned(maxAbandoned);
        }
        long deadline = System.nanoTime() + tool.descriptor().timeout().toNanos();
        var taken = parts.places().take(tool, () -> parts.running().stopped(request).isPresent(), deadline);
        if (taken == Places.Taken.STOPPED) {
            return stopped();
        }
        if (taken != Places.Taken.TAKEN) {
            return end.noPlace(taken);
        }
        try {
            if (parts.running().stopped(request).isPresent()) {
                return stopped();
            }
            if (parts.outdated().test(request)) {
                throw new StoreException(StoreException.Reason.APPROVAL_MOVED, "its session changed meanwhile", null);
            }
            return tool.breaker().tryAcquirePermission() ? attempts(deadline) : end.breakerOpen();
        } finally {
            parts.places().leave(tool);
            letGo();
        }
    }

    /** It has started: from here on it ends with the hold, between two attempts as well. */
    private void started(boolean durable) {
        begun = true;
        if (durable) {
            parts.running().begun(request);
        }
        consent = consent.used();
        if (held == null && consent.hold().isPresent()) {
            held = consent.hold().get().onEnd(() -> parts.running().stop(request, Attempt.Why.HOLD_ENDED));
        }
    }

    private void letGo() {
        try {
            if (held != null) {
                held.close();
            }
        } catch (Exception closing) {
            LOG.debug("the hold of {} does not let go", request.call(), closing);
        }
    }

    private CallOutcome attempts(long deadline) throws StoreException, InterruptedException {
        while (true) {
            var ended = attempt(Duration.ofNanos(deadline - System.nanoTime()));
            if (ended instanceof Attempt.Ended.Stopped(var why, var begun) && why == Attempt.Why.CALLER_GONE) {
                end.left(begun);
                throw new InterruptedException("the caller of " + tool.descriptor().name() + " was interrupted");
            }
            var pause = pauseBeforeRetry(ended, deadline);
            if (pause == null) {
                return end.of(ended, times);
            }
            if (parts.running().waitUnlessStopped(request, pause)) {
                return stopped();
            }
            if (!tool.breaker().tryAcquirePermission()) {
                return end.of(ended, times);
            }
        }
    }

    /** Stopped while nothing of it ran. */
    private CallOutcome stopped() throws StoreException, InterruptedException {
        var why = parts.running().stopped(request).orElse(Attempt.Why.CANCELLED);
        if (why == Attempt.Why.GOING_DOWN && consent.unused().isPresent()) {
            // the word that was given counts after the next start, too
            return new CallOutcome.Waiting(consent.unused().get());
        }
        if (why == Attempt.Why.GOING_DOWN && !begun && request.turn().isEmpty() && Gate.isOnRecord(request)) {
            // nothing is said of it, so that it is taken up after the next start
            throw new InterruptedException("the gateway stops; the call " + request.call() + " did not begin");
        }
        return end.of(new Attempt.Ended.Stopped(why, false), times);
    }

    private Attempt.Ended attempt(Duration timeout) throws StoreException {
        Attempt.@Nullable Ended ended = null;
        long begin = System.nanoTime();
        try {
            ended = recordAndRun(timeout);
            return ended;
        } finally {
            note(ended, System.nanoTime() - begin);
        }
    }

    private Attempt.Ended recordAndRun(Duration timeout) throws StoreException {
        var prepared = parts.attempts().prepare(request, tool, secrets, records.attempts() + 1, timeout);
        try (var context = prepared.context()) {
            boolean harmless = tool.descriptor().risk() == Risk.LOW && tool.descriptor().idempotent();
            boolean durable = !harmless || Gate.isOnRecord(request) || consent.approval().isPresent();
            records.started(prepared.seed(), prepared.startedAt(), times, consent, durable);
            started(durable);
            parts.running().add(request, prepared.attempt());
            return prepared.attempt().run(() -> tool.invoker().call(input, context), timeout);
        } finally {
            times = prepared.context().times();
            parts.running().remove(request, prepared.attempt());
        }
    }

    /** The breaker opens for what is the tool's fault; a refusal with a reason is an answer. */
    private void note(Attempt.@Nullable Ended ended, long nanos) {
        switch (ended) {
            case Attempt.Ended.Returned ignored -> tool.breaker().onSuccess(nanos, TimeUnit.NANOSECONDS);
            case Attempt.Ended.Threw(var failure) when !(failure instanceof ToolException refusal)
                    || refusal.retryable() ->
                tool.breaker().onError(nanos, TimeUnit.NANOSECONDS, failure);
            case Attempt.Ended.Threw refusal -> tool.breaker().onSuccess(nanos, TimeUnit.NANOSECONDS);
            case Attempt.Ended.Stopped(var why, var begun) when why == Attempt.Why.DEADLINE ->
                tool.breaker().onError(nanos, TimeUnit.NANOSECONDS, new TimeoutException());
            case null, default -> tool.breaker().releasePermission();
        }
    }

    /** How long to wait before the next attempt; null when there is none. */
    private @Nullable Duration pauseBeforeRetry(Attempt.Ended ended, long deadline) {
        boolean mayHelp = ended instanceof Attempt.Ended.Threw(var failure)
                && failure instanceof ToolException refusal
                && refusal.retryable();
        int tried = records.attempts();
        if (!mayHelp || !tool.descriptor().idempotent() || tried >= tool.descriptor().maxAttempts()) {
            return null;
        }
        long base = tool.descriptor().backoff().toNanos() << Math.min(tried - 1, 9);
        long pause = base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1);
        return System.nanoTime() + pause >= deadline ? null : Duration.ofNanos(pause);
    }
}
