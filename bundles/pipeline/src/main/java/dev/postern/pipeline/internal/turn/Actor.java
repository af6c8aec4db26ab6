// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.planner.Decision;
import dev.postern.core.pipeline.ActStage;
import dev.postern.core.session.Session;
import dev.postern.core.store.Recorder;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.tool.CallRequest.Previously;
import dev.postern.core.turn.Call;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.CallIds;
import dev.postern.pipeline.internal.run.RunningTurn;
import org.jspecify.annotations.Nullable;

/** Has the calls of one step made: only those that have not ended before a crash. */
final class Actor {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Stands for a call whose outcome is known already. */
    private static final CallOutcome KNOWN = new CallOutcome.Returned(JsonObject.EMPTY, false);

    private final TurnParts parts;
    private final AcceptedTurn turn;
    private final RunningTurn run;
    private final Recorder recorder;

    Actor(TurnParts parts, AcceptedTurn turn, RunningTurn run, Recorder recorder) {
        this.parts = parts;
        this.turn = turn;
        this.run = run;
        this.recorder = recorder;
    }

    /** Outcomes in the calls' order; those that were known before stand as {@code Returned} without content. */
    List<CallOutcome> act(Steps.Open step, List<Decision.Call> calls, Session session, Origin origin)
            throws Exception {
        var outcomes = new ArrayList<CallOutcome>(calls.size());
        var wanted = new ArrayList<CallRequest>(calls.size());
        for (int index = 0; index < calls.size(); index++) {
            var known = step.known().get(index);
            if (known instanceof Steps.Known.InDoubt) {
                return doubtAt(index, calls.size());
            }
            outcomes.add(KNOWN);
            if (!(known instanceof Steps.Known.Ended)) {
                wanted.add(request(step.number(), index, calls.get(index), session, origin,
                        previously(known)));
            }
        }
        if (wanted.isEmpty()) {
            return outcomes;
        }
        var serving = new AtomicReference<@Nullable ActStage>();
        var made = run.leash(
                () -> {
                    awaitTools(wanted);
                    var stage = parts.stages().act().await(PATIENCE).stage();
                    serving.set(stage);
                    return stage.act(wanted, recorder);
                },
                () -> cancel(serving.get(), wanted));
        for (int index = 0, next = 0; index < calls.size(); index++) {
            if (!(step.known().get(index) instanceof Steps.Known.Ended)) {
                outcomes.set(index, made.get(next++));
            }
        }
        return outcomes;
    }

    private static Previously previously(Steps.@Nullable Known known) {
        return switch (known) {
            case null -> Previously.NOT_STARTED;
            case Steps.Known.Begun _ -> Previously.STARTED;
            case Steps.Known.Waits _ -> Previously.WAITING;
            case Steps.Known.Retried _ -> Previously.RETRIED;
            case Steps.Known.Ended _,Steps.Known.InDoubt _ ->
                throw new IllegalArgumentException("nothing is to be made");
        };
    }

    /** At the stage that makes the calls: another may serve by now. */
    private static void cancel(@Nullable ActStage stage, List<CallRequest> calls) {
        if (stage != null) {
            stage.cancel(calls);
        }
    }

    /** Calls from before must not miss their tool only because its plugin is still on its way up. */
    private void awaitTools(List<CallRequest> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (var call : wanted) {
            if (call.previously() != Previously.NOT_STARTED) {
                var versions = parts.tools().choose(call.tool(), ranges(call));
                var _ = parts.tools().await(call.tool(), versions, Duration.ofNanos(end - System.nanoTime()));
            }
        }
    }

    private List<String> ranges(CallRequest call) {
        var bound = parts.rows().call(call.session().tenant(), call.call()).map(Call::version).orElse("");
        return call.session().versions(call.tool(), call.versions(), bound);
    }

    private static List<CallOutcome> doubtAt(int index, int calls) {
        var outcomes = new ArrayList<CallOutcome>(Collections.nCopies(calls, KNOWN));
        outcomes.set(index, new CallOutcome.InDoubt());
        return outcomes;
    }

    private CallRequest request(int step, int index, Decision.Call call, Session session, Origin origin,
            Previously previously) {
        return new CallRequest(CallIds.of(turn.id(), step, index), session, Optional.of(turn.id()), step,
                turn.principal(),
                call.tool(), call.versions(), call.input(), origin,
                turn.dryRun() || session.settings().dryRun(), turn.traceparent(),
                previously);
    }
}
