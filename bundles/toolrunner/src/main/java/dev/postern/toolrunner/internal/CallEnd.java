// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolException;
import dev.postern.core.approval.Holds;
import dev.postern.core.json.Nesting;
import dev.postern.core.json.Schema;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.Redactor;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how a call ended, on record and to whoever asked: checked, measured and without secrets. */
final class CallEnd {
    private static final Logger LOG = LoggerFactory.getLogger(CallEnd.class);
    private static final int LONGEST_MESSAGE = 4_096;
    static final String CANCELLED = "the call was cancelled";
    /** The code of a call that had begun when the gateway went down, and that may simply be repeated. */
    static final String INTERRUPTED = "interrupted";
    static final String INTERRUPTION = "the gateway went down while the call ran; a repeat does no harm";

    private final CallRequest request;
    private final ServingTool tool;
    private final CallRecords records;
    private final SeenSecrets secrets;
    private final Optional<Holds.Hold> hold;
    private final String name;

    CallEnd(CallRequest request, ServingTool tool, CallRecords records, SeenSecrets secrets,
            Optional<Holds.Hold> hold) {
        this.hold = hold;
        this.request = request;
        this.tool = tool;
        this.records = records;
        this.secrets = secrets;
        this.name = tool.descriptor().name();
    }

    CallOutcome tooManyAbandoned(int limit) throws StoreException {
        return unavailable(name + " is refused: " + limit + " of its calls ignored their cancellation and still run");
    }

    CallOutcome breakerOpen() throws StoreException {
        return unavailable(name + " failed too often lately; try again in a while");
    }

    CallOutcome noPlace(Places.Taken why) throws StoreException {
        return switch (why) {
            case STOPPED -> throw new IllegalArgumentException("the call says itself why it was stopped");
            case TOOL_GONE -> removed();
            default ->
                failed(
                        Call.State.FAILED,
                        ErrorCode.OVERLOADED,
                        "",
                        "no place for a call of " + name + " became free within its deadline",
                        true,
                        List.of());
        };
    }

    /**
     * The caller goes down and takes no outcome. What may have happened stands in doubt; what does no harm when it is
     * repeated stands as it is: whoever goes on after the start repeats it.
     */
    void left(boolean begun) {
        if (begun && !tool.descriptor().idempotent()) {
            records.inDoubt();
        }
    }

    CallOutcome of(Attempt.Ended ended, List<Instant> times) throws StoreException {
        return switch (ended) {
            case Attempt.Ended.Returned(JsonObject output) -> returned(output, times);
            case Attempt.Ended.Returned nothing ->
                faulty("invalid_output", name + " returned nothing", times);
            case Attempt.Ended.Threw(var failure) when failure instanceof ToolException refusal ->
                failed(
                        Call.State.FAILED,
                        ErrorCode.PRECONDITION_FAILED,
                        cut(refusal.code(), 64),
                        cut(secrets.hide(String.valueOf(refusal.getMessage())), LONGEST_MESSAGE),
                        refusal.retryable(),
                        times);
            case Attempt.Ended.Threw(var failure) -> {
                LOG.warn("{} failed in call {}: {}", name, request.call(), secrets.trace(failure));
                yield faulty("failed", name + " failed; the log has the reason under " + request.call(), times);
            }
            case Attempt.Ended.Stopped(var why, var begun) -> stopped(why, begun, times);
        };
    }

    private CallOutcome stopped(Attempt.Why why, boolean begun, List<Instant> times) throws StoreException {
        return switch (why) {
            case DEADLINE ->
                failed(
                        Call.State.FAILED,
                        ErrorCode.TIMEOUT,
                        "",
                        name + " did not end within " + tool.descriptor().timeout().toMillis() + " ms",
                        tool.descriptor().idempotent(),
                        times);
            case CANCELLED -> cancelled(CANCELLED, times);
            case HOLD_ENDED -> cancelled(CANCELLED + ": the hold ended" + because(), times);
            case CALLER_GONE -> throw new IllegalArgumentException("nobody takes the outcome");
            case GOING_DOWN -> begun && !tool.descriptor().idempotent() ? inDoubt() : cutOff(begun, times);
            case TOOL_GONE -> begun && !tool.descriptor().idempotent() ? inDoubt() : removed();
        };
    }

    private CallOutcome inDoubt() {
        records.inDoubt();
        return new CallOutcome.InDoubt();
    }

    private CallOutcome cutOff(boolean begun, List<Instant> times) throws StoreException {
        return failed(Call.State.FAILED, ErrorCode.UNAVAILABLE, begun ? INTERRUPTED : "",
                begun ? INTERRUPTION : "the gateway stops; the call did not begin", true, times);
    }

    private CallOutcome returned(JsonObject output, List<Instant> times) throws StoreException {
        var descriptor = tool.descriptor();
        if (Nesting.exceeds(output, Nesting.MAX_VALUE)) {
            return faulty("invalid_output", name + " returned values too deep in each other: more than "
                    + Nesting.MAX_VALUE, times);
        }
        if (JsonSize.exceeds(output, descriptor.maxOutputBytes())) {
            return faulty(
                    "output_too_large",
                    name + " returned more than its limit of " + descriptor.maxOutputBytes() + " bytes",
                    times);
        }
        var broken = tool.schemas().output().validate(output);
        if (!broken.isEmpty()) {
            return faulty(
                    "invalid_output",
                    name + " returned what its own schema forbids at " + place(broken.getFirst()),
                    times);
        }
        var redacted = secrets.hide(Redactor.output(output, descriptor.redact()));
        return records.returned(redacted, times);
    }

    private static String place(Schema.Violation violation) {
        return (violation.path().isEmpty() ? "its top" : violation.path()) + " (" + violation.rule() + ")";
    }

    private CallOutcome cancelled(String message, List<Instant> times) throws StoreException {
        return failed(Call.State.CANCELLED, ErrorCode.CANCELLED, "", message, false, times);
    }

    private String because() {
        return hold.map(Holds.Hold::reason).filter(reason -> !reason.isEmpty()).map(reason -> ", " + reason).orElse("");
    }

    private CallOutcome removed() throws StoreException {
        return unavailable(name + " was removed while the call ran");
    }

    private CallOutcome unavailable(String message) throws StoreException {
        return failed(Call.State.FAILED, ErrorCode.UNAVAILABLE, "", message, true, List.of());
    }

    /** The tool broke its own contract. */
    private CallOutcome faulty(String toolCode, String message, List<Instant> times) throws StoreException {
        return failed(Call.State.FAILED, ErrorCode.PRECONDITION_FAILED, toolCode, message, false, times);
    }

    private CallOutcome failed(
            Call.State state,
            ErrorCode code,
            String toolCode,
            String message,
            boolean retryable,
            List<Instant> times)
            throws StoreException {
        return records.failed(state, new CallOutcome.Failed(code, toolCode, message, retryable), times);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
