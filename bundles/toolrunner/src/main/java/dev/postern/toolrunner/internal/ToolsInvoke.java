// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.session.Session;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.Ride;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code tools.invoke}: one call outside any turn. A tool's own failure is {@code precondition_failed}, with the tool's code
 * in the details; the call and all that was recorded of it stand under the id in the details, too.
 */
@Component(service = Method.class)
@WireMethod(name = "tools.invoke", scope = "tools:invoke", description = "Calls a tool.", effect = true)
public final class ToolsInvoke implements Method<ToolsInvoke.Params, ToolsInvoke.Result> {
    /** Whoever watches a call that takes longer sees that it runs, and can cancel it. */
    private static final Duration LONGEST_RIDE = Duration.ofSeconds(1);

    private final ToolRunner runner;
    private final Store store;
    private final Rows rows;
    private final DirectRecovery recovery;
    private final DirectSessions sessions;
    private final Repeats repeats;
    private final Entrance entrance;
    private final DirectCallIds ids = new DirectCallIds();
    /** Calls that are not on record whole yet: also after their end, until it is durable. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;

    /** Made by Declarative Services. */
    @Activate
    public ToolsInvoke(
            @Reference ToolRunner runner,
            @Reference Store store,
            @Reference Rows rows,
            @Reference Sessions sessions,
            @Reference DirectRecovery recovery,
            @Reference DefaultToolRegistry registry,
            @Reference Entrance entrance) {
        this.entrance = entrance;
        this.runner = runner;
        this.store = store;
        this.rows = rows;
        this.recovery = recovery;
        this.sessions = new DirectSessions(sessions);
        this.repeats = new Repeats(registry);
        timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("tools-invoke").factory());
        // most calls end long before
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Calls that still run show themselves no more before they end. */
    @Deactivate
    public void deactivate() {
        timer.shutdownNow();
    }

    /** What to call. */
    public record Params(
            @Size(min = 1, max = 64) String tool,
            @Description("a version range such as [1,2); absent for the session's, else the newest") @Size(
                    max = 64) Optional<String> version,
            @Description("as the tool's inputSchema has it") JsonObject input,
            @Description("the session to call in; absent for the principal's own") @Size(
                    max = 64) Optional<String> session,
            @Description("validate, judge and preview; run nothing") @DefaultValue("false") boolean dryRun) {}

    /** What came of it: output of a call, or preview and decision of a dry run. */
    public record Result(
            String call, Optional<JsonObject> output, Optional<JsonObject> preview, Optional<JsonObject> decision) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException, InterruptedException {
        var call = ids.of(context);
        if (!open.add(call)) {
            throw runsStill(call);
        }
        try (var _ = entrance.enter()) {
            return handle(call, params, context);
        } catch (StoreException refused) {
            throw WireException.of(refused);
        } finally {
            open.remove(call);
        }
    }

    private Result handle(String call, Params params, MethodContext context)
            throws WireException, StoreException, InterruptedException {
        var before = before(context.principal().tenant(), call);
        if (before.isPresent()) {
            repeats.check(before.get(), params.tool(), params.input(), session(params, context));
        }
        if (before.isPresent() && before.get().state() == Call.State.WAITING_APPROVAL) {
            throw asked(rows.approval(before.get().tenant(), before.get().approval().orElseThrow()).orElseThrow());
        }
        if (before.isPresent() && !mayRun(before.get())) {
            return again(before.get());
        }
        var session = sessions.of(context.principal(), params.session());
        if (session.state() == Session.ExecutionState.QUARANTINED) {
            throw new WireException(ErrorCode.PRECONDITION_FAILED,
                    "the session " + session.id() + " is quarantined");
        }
        var recorder = new Recorder(store);
        var request = request(call, session, params, context, before);
        return answer(call, run(request, recorder), context, recorder);
    }

    /** The session that is meant, whether or not it is there. */
    private String session(Params params, MethodContext context) throws WireException, StoreException {
        return params.session().isPresent()
                ? params.session().get()
                : sessions.of(context.principal(), Optional.empty()).id();
    }

    /** What is on record when a request is repeated by its idempotency key, with nothing of it running here. */
    private Optional<Call> before(String tenant, String id) throws WireException, StoreException, InterruptedException {
        recovery.await(id);
        if (runner.principal(tenant, id).isPresent()) {
            throw runsStill(id);
        }
        var call = rows.call(tenant, id);
        if (call.filter(found -> found.state() == Call.State.REQUESTED).isPresent()) {
            // an operator has it made again
            throw runsStill(id);
        }
        return call.isPresent() && call.get().state() == Call.State.RUNNING
                ? Optional.of(recovery.settle(call.get()))
                : call;
    }

    /** Whether nothing comes of it twice: it had no effect, or a repeat does no harm. */
    private static boolean mayRun(Call before) {
        return switch (before.state()) {
            case PREVIEWED -> true;
            case FAILED -> before.error().filter(Call.Failure::retryable).isPresent();
            case REQUESTED, WAITING_APPROVAL, RUNNING, IN_DOUBT, FINISHED, DENIED, CANCELLED -> false;
        };
    }

    /** What the first one came to. */
    private static Result again(Call before) throws WireException {
        if (before.state() == Call.State.FINISHED) {
            return new Result(before.id(), before.output(), Optional.empty(), Optional.empty());
        }
        throw before.state() == Call.State.IN_DOUBT
                ? inDoubt(before.id())
                : failure(before.id(), EndedCall.outcome(before));
    }

    private static CallRequest request(String call, Session session, Params params, MethodContext context,
            Optional<Call> before) {
        return new CallRequest(
                call,
                session,
                Optional.empty(),
                0,
                context.principal(),
                params.tool(),
                params.version().orElse(""),
                params.input(),
                Origin.PERSON,
                params.dryRun(),
                context.traceparent(),
                previously(before));
    }

    /** One that a stop cut off goes on where it stands, under the same key for its tool. */
    private static CallRequest.Previously previously(Optional<Call> before) {
        return before.flatMap(Call::error)
                .flatMap(Call.Failure::toolCode)
                .filter(CallEnd.INTERRUPTED::equals)
                .map(_ -> CallRequest.Previously.STARTED)
                .orElse(CallRequest.Previously.NOT_STARTED);
    }

    private CallOutcome run(CallRequest request, Recorder recorder) throws StoreException, InterruptedException {
        var ride = new Ride(recorder, timer, LONGEST_RIDE);
        ride.begin();
        try {
            return runner.run(request, recorder);
        } catch (InterruptedException gone) {
            // nobody waits for the answer; that the call was cut off stands on record all the same
            recorder.barrier();
            throw gone;
        } finally {
            ride.end();
        }
    }

    private static Result answer(String call, CallOutcome outcome, MethodContext context, Recorder recorder)
            throws WireException, StoreException {
        var result = switch (outcome) {
            case CallOutcome.Returned(var output, _) ->
                new Result(call, Optional.of(output), Optional.empty(), Optional.empty());
            case CallOutcome.Previewed(var preview, var decision) ->
                new Result(call, Optional.empty(), Optional.of(preview), Optional.of(decision));
            default -> null;
        };
        if (result != null) {
            context.idempotency().ifPresent(claim -> recorder.record(claim.outcome(result)));
            recorder.barrier();
            return result;
        }
        recorder.barrier();
        throw outcome instanceof CallOutcome.Waiting(var approval) ? asked(approval) : failure(call, outcome);
    }

    /** Not to be tried again: once it is approved the gateway runs it. */
    private static WireException asked(Approval approval) {
        return new WireException(ErrorCode.APPROVAL_REQUIRED,
                approval.tool() + (approval.mode() == Approval.Mode.HOLD
                        ? " runs while a person holds; it waits for one"
                        : " waits for a person's confirmation") + ", and then runs by itself: see calls.get",
                List.of(ApprovalRecords.asked(approval)), false, null);
    }

    private static WireException runsStill(String call) {
        return new WireException(ErrorCode.UNAVAILABLE, "the call runs still",
                List.of(JsonObject.of("call", call)), true, Duration.ofSeconds(1));
    }

    private static WireException failure(String call, CallOutcome outcome) {
        if (outcome instanceof CallOutcome.Failed(var code, var toolCode, var message, var retryable, _)) {
            var detail = JsonObject.builder().put("call", call);
            if (!toolCode.isEmpty()) {
                detail.put("toolCode", toolCode);
            }
            if (code == ErrorCode.INVALID_PARAMS) {
                detail.put("path", InputPlace.pointer(message).orElse("/version"));
            }
            return new WireException(
                    code,
                    message,
                    List.of(detail.build()),
                    retryable,
                    retryable ? Duration.ofSeconds(1) : null);
        }
        return inDoubt(call);
    }

    private static WireException inDoubt(String call) {
        return new WireException(
                ErrorCode.CONFLICT,
                "the call may or may not have had its effect: it stands in doubt",
                List.of(JsonObject.of("call", call)),
                false,
                null);
    }
}
