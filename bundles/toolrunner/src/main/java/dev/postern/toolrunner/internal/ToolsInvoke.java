package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
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
    private final DirectCallIds ids = new DirectCallIds();
    private final ScheduledThreadPoolExecutor timer;

    /** Made by Declarative Services. */
    @Activate
    public ToolsInvoke(
            @Reference ToolRunner runner,
            @Reference Store store,
            @Reference Rows rows,
            @Reference Sessions sessions,
            @Reference DirectRecovery recovery) {
        this.runner = runner;
        this.store = store;
        this.rows = rows;
        this.recovery = recovery;
        this.sessions = new DirectSessions(sessions);
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
            @Description("a version range such as [1,2); absent for the session's, else the newest") @Size(max = 64) Optional<String> version,
            @Description("as the tool's inputSchema has it") JsonObject input,
            @Description("the session to call in; absent for the principal's own") @Size(max = 64) Optional<String> session,
            @Description("validate, judge and preview; run nothing") @DefaultValue("false") boolean dryRun) {}

    /** What came of it: output of a call, or preview and decision of a dry run. */
    public record Result(
            String call, Optional<JsonObject> output, Optional<JsonObject> preview, Optional<JsonObject> decision) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException, InterruptedException {
        var call = ids.of(context);
        recovery.await(call);
        try {
            checkDoubt(context.principal().tenant(), call);
            var session = sessions.of(context.principal(), params.session());
            if (session.state() == Session.ExecutionState.QUARANTINED) {
                throw new WireException(ErrorCode.PRECONDITION_FAILED,
                        "the session " + session.id() + " is quarantined");
            }
            var recorder = new Recorder(store);
            return answer(call, run(request(call, session, params, context), recorder), context, recorder);
        } catch (StoreException refused) {
            throw WireException.of(refused);
        }
    }

    /** A repeat, by its idempotency key, of a call that a stop cut off must not have its effect a second time. */
    private void checkDoubt(String tenant, String id) throws WireException {
        var open = rows.call(tenant, id)
                .filter(call -> call.state() == Call.State.RUNNING || call.state() == Call.State.IN_DOUBT);
        if (open.isPresent()) {
            throw inDoubt(id);
        }
    }

    private CallRequest request(String call, Session session, Params params, MethodContext context) {
        return new CallRequest(
                call,
                session,
                Optional.empty(),
                context.principal(),
                params.tool(),
                params.version().orElse(""),
                params.input(),
                Origin.PERSON,
                params.dryRun(),
                context.traceparent(),
                previously(context.principal().tenant(), call));
    }

    /** One that a stop cut off goes on where it stands, under the same key for its tool. */
    private CallRequest.Previously previously(String tenant, String id) {
        return rows.call(tenant, id)
                .flatMap(Call::error)
                .filter(error -> error.code().equals(CallEnd.INTERRUPTED))
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
            case CallOutcome.Returned(var output) ->
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
        throw failure(call, outcome);
    }

    private static WireException failure(String call, CallOutcome outcome) {
        if (outcome instanceof CallOutcome.Failed(var code, var toolCode, var message, var retryable)) {
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
