package dev.postern.toolrunner.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code calls.cancel}: ends a call that runs; closes one outside any turn that stands in doubt. */
@Component(service = Method.class)
@WireMethod(name = "calls.cancel", scope = "tools:invoke", description = "Cancels a call.", effect = true)
public final class CallsCancel implements Method<CallsCancel.Params, CallsCancel.Result> {
    private final ToolRunner runner;
    private final OwnCalls calls;
    private final Store store;

    /** Made by Declarative Services. */
    @Activate
    public CallsCancel(@Reference ToolRunner runner, @Reference Rows rows, @Reference Store store) {
        this.runner = runner;
        this.calls = new OwnCalls(rows);
        this.store = store;
    }

    /** Which call. */
    public record Params(@Size(min = 1, max = 96) String call) {}

    /** That it is being ended; its outcome says when it has. */
    public record Result(String call, Call.State state) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var who = context.principal();
        // one that runs need not be on record yet
        var owner = runner.principal(who.tenant(), params.call());
        if (owner.filter(id -> OwnCalls.reaches(who, id)).isPresent()
                && runner.cancel(who.tenant(), params.call())) {
            return new Result(params.call(), Call.State.CANCELLED);
        }
        var call = calls.get(who, params.call());
        if (call.state() == Call.State.IN_DOUBT && call.turn().isEmpty()) {
            return close(call, context);
        }
        throw new WireException(
                ErrorCode.CONFLICT,
                call.state() == Call.State.IN_DOUBT
                        ? "the call belongs to the turn " + call.turn().orElse("")
                                + ", which can be cancelled; that its effect may have happened stays on record"
                        : "the call has ended already",
                List.of(JsonObject.of("state", call.state().name().toLowerCase(java.util.Locale.ROOT))),
                false,
                null);
    }

    private Result close(Call call, MethodContext context) throws WireException {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var entry = new Entry(
                RecordType.TOOL_FINISHED,
                call.tenant(),
                call.session(),
                null,
                call.id(),
                now,
                JsonObject.builder()
                        .put("tool", call.tool())
                        .put("version", call.version())
                        .put("state", "cancelled")
                        .put("principal", context.principal().id())
                        .build(),
                JsonObject.EMPTY,
                JsonObject.EMPTY);
        var result = new Result(call.id(), Call.State.CANCELLED);
        var writes = new ArrayList<Write>(List.of(new Write.Append(entry), new Write.PutCall(cancelled(call, now))));
        context.idempotency().ifPresent(claim -> writes.add(claim.outcome(result)));
        try {
            store.commit(new Batch(writes));
            return result;
        } catch (StoreException refused) {
            throw WireException.of(refused);
        }
    }

    private static Call cancelled(Call call, Instant now) {
        var why = new Call.Failure("cancelled", Optional.empty(), "closed while in doubt: its effect may have happened",
                false);
        return call.now(Call.State.CANCELLED, Optional.of(why), Optional.of(now));
    }
}
