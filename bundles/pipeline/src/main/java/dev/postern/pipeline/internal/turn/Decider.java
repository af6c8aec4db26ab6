// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.core.pipeline.DecideStage.Decided;
import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.session.Session;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.SteeringRecord;
import dev.postern.pipeline.internal.record.Times;
import dev.postern.pipeline.internal.run.RunningTurn;

/** Has one step decided, and keeps what a replay of it needs. */
final class Decider {
    /** How long a stage that is being exchanged is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TurnParts parts;
    private final AcceptedTurn turn;
    private final RunningTurn run;

    Decider(TurnParts parts, AcceptedTurn turn, RunningTurn run) {
        this.parts = parts;
        this.turn = turn;
        this.run = run;
    }

    /** @param latest the session as it is on record now, with what this turn did so far */
    Step decide(String planner, Session session, Supplier<Session> latest, List<TurnView.Step> steps,
            List<SteeringRecord> steered,
            Optional<JsonValue> memo, Instant now, Once once, StepMemory memory) throws Exception {
        long seed = parts.seeds().getAsLong();
        var toolbox = new Toolbox(parts.tools(), session.settings(), latest);
        var history = new History(parts.rows(), parts.journal(), turn);
        var view = new RecordedView(turn, steps, steered, memo, now, seed, toolbox, session, once, history, memory);
        var answer = run.leash(() -> {
            var stage = parts.stages().decide().await(PATIENCE);
            return new Answer(stage.stage().decide(planner, view), stage.identity());
        });
        var decision = answer.decided().decision();
        if (decision == null) {
            throw new IllegalStateException("the planner " + planner + " decided nothing");
        }
        Limits.checkDepth(decision);
        return new Step(decision, worst(history.origin(), memory.origin()), replay(answer, seed, now, memo, toolbox));
    }

    private static Origin worst(Origin one, Origin other) {
        return one == Origin.FOREIGN ? one : other;
    }

    private JsonObject replay(Answer answer, long seed, Instant now, Optional<JsonValue> memo, Toolbox toolbox) {
        var stages = JsonObject.builder().put("decide", answer.stage().toString());
        parts.stages().act().current().ifPresent(act -> stages.put("act", act.identity().toString()));
        var replay = JsonObject.builder()
                .put("now", Times.text(now))
                // beyond what JSON numbers hold
                .put("seed", Long.toString(seed))
                .put("planner", answer.decided().planner().toString())
                .put("stages", stages.build())
                .put("tools", toolbox.looked())
                .put("configuration", parts.configuration().get());
        memo.ifPresent(value -> replay.put("memo", value));
        return replay.build();
    }

    /**
     * A decided step.
     *
     * @param decision what to do
     * @param read the worst origin of what the planner read of earlier turns and of what is remembered
     * @param replay what a replay needs
     */
    record Step(Decision decision, Origin read, JsonObject replay) {}

    private record Answer(Decided decided, BundleIdentity stage) {}
}
