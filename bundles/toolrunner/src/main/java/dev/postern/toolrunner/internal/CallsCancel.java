// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Size;
import dev.postern.core.approval.WaitingCall;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code calls.cancel}: ends a call that runs or waits; closes one outside any turn that stands in doubt. */
@Component(service = Method.class)
@WireMethod(name = "calls.cancel", scope = "tools:invoke", description = "Cancels a call.", effect = true)
public final class CallsCancel implements Method<CallsCancel.Params, CallsCancel.Result> {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final DefaultToolRunner runner;
    private final OwnCalls calls;
    private final Rows rows;
    private final Store store;

    /** Made by Declarative Services. */
    @Activate
    public CallsCancel(@Reference DefaultToolRunner runner, @Reference Rows rows, @Reference Store store) {
        this.runner = runner;
        this.calls = new OwnCalls(rows);
        this.rows = rows;
        this.store = store;
    }

    /** Which call. */
    public record Params(@Size(min = 1, max = 96) String call) {}

    /** That it is being ended; its outcome says when it has. */
    public record Result(String call, Call.State state) {}

    @Override
    public Result handle(Params params, MethodContext context) throws WireException, InterruptedException {
        var who = context.principal();
        long end = System.nanoTime() + LONGEST.toNanos();
        boolean stopped = false;
        while (true) {
            // one that runs need not be on record yet
            var ending = runner.principal(who.tenant(), params.call()).filter(id -> OwnCalls.reaches(who, id))
                    .flatMap(_ -> runner.end(who.tenant(), params.call()));
            var result = new Result(params.call(), Call.State.CANCELLED);
            if (ending.isPresent()) {
                if (ending.get().isCertain()) {
                    return result;
                }
                // somebody might have it begin after a restart, unless its row says that it was cancelled
                ending.get().await(Duration.ofNanos(end - System.nanoTime()));
                stopped = true;
            }
            var call = calls.find(who, params.call()).filter(found -> OwnCalls.reaches(who, found.principal()));
            if (call.isEmpty() && !stopped) {
                throw WireException.notFound("call", params.call());
            }
            if (call.isPresent() && isCancelled(call.get(), stopped, result, context)) {
                return result;
            }
            if (System.nanoTime() > end) {
                throw new WireException(ErrorCode.UNAVAILABLE,
                        "it is not on record yet how the call ends; see calls.get, or cancel it again",
                        List.of(JsonObject.of("call", params.call())), true, Duration.ofSeconds(1));
            }
            // it begins just now, or somebody else closes it: its row tells in a moment
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Whether it is durable that it ended so; not yet when its row is about to tell. */
    private boolean isCancelled(Call call, boolean stopped, Result result, MethodContext context)
            throws WireException {
        var by = context.principal().id();
        if (call.state() == Call.State.WAITING_APPROVAL || isToBeMadeAgain(call)) {
            return closed(call, unmade(call, by), result, context);
        }
        if (stopped && call.state() == Call.State.CANCELLED) {
            return true;
        }
        if (stopped && call.state() == Call.State.RUNNING) {
            return false;
        }
        if (call.state() == Call.State.IN_DOUBT && call.turn().isEmpty()) {
            return closed(call, close(call, by), result, context);
        }
        throw ended(call);
    }

    /** Nobody writes such a row but who wants it made again; a turn looks after its own. */
    private static boolean isToBeMadeAgain(Call call) {
        return call.state() == Call.State.REQUESTED && call.turn().isEmpty();
    }

    private static WireException ended(Call call) {
        return new WireException(
                ErrorCode.CONFLICT,
                call.state() == Call.State.IN_DOUBT
                        ? "the call belongs to the turn " + call.turn().orElse("")
                                + ", which can be cancelled; that its effect may have happened stays on record"
                        : "the call has ended already",
                List.of(JsonObject.of("state", call.state().name().toLowerCase(java.util.Locale.ROOT))),
                false,
                null);
    }

    /** Whether it is durable that it ended so; not while it runs, or when somebody decided about it in that moment. */
    private boolean closed(Call call, List<Write> writes, Result result, MethodContext context) throws WireException {
        var claim = runner.claim(call.tenant(), call.id());
        if (claim.isEmpty()) {
            return false;
        }
        try (var _ = claim.get()) {
            if (!calls.find(context.principal(), call.id()).equals(Optional.of(call))) {
                return false;
            }
            var all = new ArrayList<>(writes);
            context.idempotency().ifPresent(key -> all.add(key.outcome(result)));
            store.commit(new Batch(all));
            return true;
        } catch (StoreException refused) {
            if (refused.reason() == StoreException.Reason.APPROVAL_MOVED) {
                return false;
            }
            throw WireException.of(refused);
        }
    }

    private List<Write> unmade(Call call, String by) {
        var why = new Call.Failure("cancelled", Optional.empty(), isToBeMadeAgain(call)
                ? "the call was cancelled before it was made again: its effect may have happened the first time"
                : "the call was cancelled before it began", false);
        return WaitingCall.end(call, rows, Call.State.CANCELLED, why, by, now());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static List<Write> close(Call call, String by) {
        var now = now();
        var entry = new Entry(
                RecordType.TOOL_FINISHED,
                call.tenant(),
                call.session(),
                null,
                call.id(),
                now,
                JsonObject.builder()
                        .put("tool", call.tool())
                        .put("principal", call.principal())
                        .put("version", call.version())
                        .put("state", "cancelled")
                        .put("by", by)
                        .build(),
                JsonObject.EMPTY,
                JsonObject.EMPTY);
        return List.of(new Write.Append(entry), new Write.PutCall(cancelled(call, now)));
    }

    private static Call cancelled(Call call, Instant now) {
        var why = new Call.Failure("cancelled", Optional.empty(), "closed while in doubt: its effect may have happened",
                false);
        return call.now(Call.State.CANCELLED, Optional.of(why), Optional.of(now));
    }
}
