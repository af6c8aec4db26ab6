package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolException;
import dev.postern.core.json.Schema;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a call that policy let through: attempts within its deadline, and what comes of them. */
final class CallExecution {
    private static final Logger LOG = LoggerFactory.getLogger(CallExecution.class);
    private static final int MAX_ABANDONED = 4;

    private final CallRequest request;
    private final ServingTool tool;
    private final JsonObject input;
    private final CallRecords records;
    private final Recorder recorder;
    private final AttemptFactory attempts;
    private final RunningCalls running;

    CallExecution(
            CallRequest request,
            ServingTool tool,
            JsonObject input,
            CallRecords records,
            Recorder recorder,
            AttemptFactory attempts,
            RunningCalls running) {
        this.request = request;
        this.tool = tool;
        this.input = input;
        this.records = records;
        this.recorder = recorder;
        this.attempts = attempts;
        this.running = running;
    }

    CallOutcome run() throws StoreException, InterruptedException {
        if (tool.abandoned().get() >= MAX_ABANDONED) {
            return failed(
                    Call.State.FAILED,
                    ErrorCode.UNAVAILABLE,
                    "",
                    tool.descriptor().name() + " is refused: " + MAX_ABANDONED
                            + " of its calls ignored their cancellation and still run",
                    true);
        }
        if (!tool.breaker().tryAcquirePermission()) {
            return failed(
                    Call.State.FAILED,
                    ErrorCode.UNAVAILABLE,
                    "",
                    tool.descriptor().name() + " failed too often lately; try again in a while",
                    true);
        }
        long end = System.nanoTime() + tool.descriptor().timeout().toNanos();
        if (!tool.slots().tryAcquire(tool.descriptor().timeout().toNanos(), TimeUnit.NANOSECONDS)) {
            tool.breaker().releasePermission();
            return failed(
                    Call.State.FAILED,
                    ErrorCode.OVERLOADED,
                    "",
                    "all " + tool.descriptor().maxConcurrent() + " places of " + tool.descriptor().name()
                            + " are taken",
                    true);
        }
        try {
            return attempts(end);
        } finally {
            tool.slots().release();
        }
    }

    private CallOutcome attempts(long end) throws StoreException, InterruptedException {
        while (true) {
            var ended = attempt(Duration.ofNanos(end - System.nanoTime()));
            var pause = pauseBeforeRetry(ended, end);
            if (pause == null) {
                return outcome(ended);
            }
            if (running.waitUnlessCancelled(request.call(), pause)) {
                return outcome(new Attempt.Ended.Stopped(Attempt.Why.CANCELLED));
            }
        }
    }

    private Attempt.Ended attempt(Duration timeout) throws StoreException, InterruptedException {
        var prepared = attempts.prepare(request, tool, records.attempts() + 1, timeout);
        records.started(prepared.seed(), prepared.startedAt());
        if (!(tool.descriptor().risk() == Risk.LOW && tool.descriptor().idempotent())) {
            recorder.barrier();
        }
        long begin = System.nanoTime();
        try (var context = prepared.context()) {
            if (running.add(request, prepared.attempt())) {
                prepared.attempt().cancel(Attempt.Why.CANCELLED);
            }
            var ended = prepared.attempt().run(() -> tool.invoker().call(input, context), timeout);
            note(ended, System.nanoTime() - begin);
            return ended;
        } finally {
            running.remove(request, prepared.attempt());
        }
    }

    private void note(Attempt.Ended ended, long nanos) {
        switch (ended) {
            case Attempt.Ended.Returned ignored -> tool.breaker().onSuccess(nanos, TimeUnit.NANOSECONDS);
            case Attempt.Ended.Threw(var failure) when !(failure instanceof ToolException refusal)
                    || refusal.retryable() ->
                tool.breaker().onError(nanos, TimeUnit.NANOSECONDS, failure);
            case Attempt.Ended.Stopped(var why) when why == Attempt.Why.DEADLINE ->
                tool.breaker().onError(nanos, TimeUnit.NANOSECONDS, new InterruptedException("deadline"));
            default -> tool.breaker().releasePermission();
        }
    }

    /** How long to wait before the next attempt; null when there is none. */
    private @Nullable Duration pauseBeforeRetry(Attempt.Ended ended, long end) {
        boolean mayHelp = ended instanceof Attempt.Ended.Threw(var failure)
                && failure instanceof ToolException refusal
                && refusal.retryable();
        int tried = records.attempts();
        if (!mayHelp || !tool.descriptor().idempotent() || tried >= tool.descriptor().maxAttempts()) {
            return null;
        }
        long base = tool.descriptor().backoff().toNanos() << Math.min(tried - 1, 16);
        long pause = base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1);
        if (System.nanoTime() + pause >= end || !tool.breaker().tryAcquirePermission()) {
            return null;
        }
        return Duration.ofNanos(pause);
    }

    private CallOutcome outcome(Attempt.Ended ended) {
        return switch (ended) {
            case Attempt.Ended.Returned(var value) -> returned((JsonObject) value);
            case Attempt.Ended.Threw(var failure) when failure instanceof ToolException refusal ->
                failed(
                        Call.State.FAILED,
                        ErrorCode.PRECONDITION_FAILED,
                        refusal.code(),
                        String.valueOf(refusal.getMessage()),
                        refusal.retryable());
            case Attempt.Ended.Threw(var failure) -> {
                LOG.warn("{} failed in call {}", tool.descriptor().name(), request.call(), failure);
                yield failed(
                        Call.State.FAILED,
                        ErrorCode.PRECONDITION_FAILED,
                        "failed",
                        tool.descriptor().name() + " failed; the log has the reason under " + request.call(),
                        false);
            }
            case Attempt.Ended.Stopped(var why) -> stopped(why);
        };
    }

    private CallOutcome stopped(Attempt.Why why) {
        var name = tool.descriptor().name();
        return switch (why) {
            case DEADLINE ->
                failed(
                        Call.State.FAILED,
                        ErrorCode.TIMEOUT,
                        "",
                        name + " did not end within " + tool.descriptor().timeout().toMillis() + " ms",
                        tool.descriptor().idempotent());
            case CANCELLED, GOING_DOWN ->
                failed(Call.State.CANCELLED, ErrorCode.CANCELLED, "", "the call was cancelled", false);
            case TOOL_GONE -> {
                if (tool.descriptor().idempotent()) {
                    yield failed(
                            Call.State.FAILED, ErrorCode.UNAVAILABLE, "", name + " was removed while it ran", true);
                }
                records.inDoubt();
                yield new CallOutcome.InDoubt();
            }
        };
    }

    private CallOutcome returned(JsonObject output) {
        var descriptor = tool.descriptor();
        if (JsonSize.exceeds(output, descriptor.maxOutputBytes())) {
            return failed(
                    Call.State.FAILED,
                    ErrorCode.PRECONDITION_FAILED,
                    "output_too_large",
                    descriptor.name() + " returned more than its limit of " + descriptor.maxOutputBytes() + " bytes",
                    false);
        }
        var broken = tool.outputSchema().validate(output);
        if (!broken.isEmpty()) {
            return failed(
                    Call.State.FAILED,
                    ErrorCode.PRECONDITION_FAILED,
                    "invalid_output",
                    descriptor.name() + " returned what its own schema forbids at " + place(broken.getFirst()),
                    false);
        }
        var redacted = Redactor.output(output, descriptor.redact());
        records.returned(redacted);
        return new CallOutcome.Returned(redacted);
    }

    private static String place(Schema.Violation violation) {
        return (violation.path().isEmpty() ? "its top" : violation.path()) + " (" + violation.rule() + ")";
    }

    private CallOutcome failed(Call.State state, ErrorCode code, String toolCode, String message, boolean retryable) {
        records.failed(state, toolCode.isEmpty() ? code.code() : toolCode, message);
        return new CallOutcome.Failed(code, toolCode, message, retryable);
    }
}
