// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.Resolution;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code calls.resolve}: takes an operator's word on a call outside any turn that stands in doubt. */
@Component(service = Method.class)
@WireMethod(name = "calls.resolve", scope = "sessions:write", effect = true,
        description = "Says what became of a call in doubt outside any turn, or has it made again.")
public final class CallsResolve implements Method<CallsResolve.Params, CallsResolve.Result> {
    private final DefaultToolRunner runner;
    private final OwnCalls calls;
    private final Store store;
    private final Retries retries;
    private final WaitingCalls waiting;

    /** Made by Declarative Services. */
    @Activate
    public CallsResolve(
            @Reference DefaultToolRunner runner,
            @Reference Rows rows,
            @Reference Store store,
            @Reference ToolRegistry registry,
            @Reference WaitingCalls waiting) {
        this.runner = runner;
        this.calls = new OwnCalls(rows);
        this.store = store;
        this.retries = new Retries(rows, registry);
        this.waiting = waiting;
    }

    /** What is said of which call. */
    public record Params(
            @Description("The call in doubt") @Size(min = 1, max = 96) String call,
            @Description("done: it happened; retry: it is made again under the same idempotency key, through policy and"
                    + " approval; abandon: it is given up") Resolution.Outcome outcome,
            @Description("Why, for the record") @Size(max = 1_000) Optional<String> note) {}

    /** What became of it. */
    public record Result(String call, Call.State state) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException {
        var call = calls.get(context.principal(), params.call());
        if (call.turn().isPresent()) {
            throw new WireException(ErrorCode.CONFLICT, "the call belongs to the turn " + call.turn().get()
                    + ": see turns.resolve", List.of(JsonObject.of("turn", call.turn().get())), false, null);
        }
        if (params.outcome() == Resolution.Outcome.RETRY && call.state() == Call.State.IN_DOUBT) {
            // before anything is said of it
            var _ = retries.of(call);
        }
        var result = new Result(call.id(), params.outcome().state());
        write(call.id(), params, context, result);
        if (params.outcome() == Resolution.Outcome.RETRY) {
            waiting.retry(call.tenant(), call.id());
        }
        return result;
    }

    private void write(String id, Params params, MethodContext context, Result result) throws WireException {
        var who = context.principal();
        var claim = runner.claim(who.tenant(), id)
                .orElseThrow(
                        () -> new WireException(ErrorCode.UNAVAILABLE, "somebody else decides about the call just now",
                                List.of(), true, Duration.ofSeconds(1)));
        try (claim) {
            var call = calls.get(who, id);
            if (call.state() != Call.State.IN_DOUBT) {
                throw notInDoubt(call);
            }
            var writes = new ArrayList<>(new Resolution(params.outcome(), who.id(),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS), params.note().orElse("")).writes(call));
            context.idempotency().ifPresent(key -> writes.add(key.outcome(result)));
            store.commit(new Batch(writes));
        } catch (StoreException refused) {
            throw WireException.of(refused);
        }
    }

    /** With what was said first, as the call's row tells it. */
    private static WireException notInDoubt(Call call) {
        var outcome = call.output().flatMap(output -> output.text("resolved"))
                .or(() -> call.error().flatMap(Call.Failure::toolCode).filter(Resolution.ABANDONED::equals)
                        .map(_ -> Resolution.Outcome.ABANDON.name().toLowerCase(Locale.ROOT)));
        var detail = JsonObject.builder()
                .put("state", call.state().name().toLowerCase(Locale.ROOT))
                .put("outcome", outcome)
                .put("by", call.output().filter(_ -> outcome.isPresent()).flatMap(output -> output.text("by")))
                .build();
        return new WireException(ErrorCode.CONFLICT, outcome
                .map(known -> "the call " + call.id() + " was resolved as " + known)
                .orElse("the call " + call.id() + " is not in doubt"), List.of(detail), false, null);
    }
}
