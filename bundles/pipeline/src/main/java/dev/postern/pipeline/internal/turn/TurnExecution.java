// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Usage;
import dev.postern.core.approval.Approval;
import dev.postern.core.memory.Memories;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress.Memo;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.Ride;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.queue.Outcome;
import dev.postern.pipeline.internal.queue.SessionCache;
import dev.postern.pipeline.internal.queue.Steering;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.Origins;
import dev.postern.pipeline.internal.record.SteeringRecord;
import dev.postern.pipeline.internal.record.Times;
import dev.postern.pipeline.internal.record.TurnRecords;
import dev.postern.pipeline.internal.run.RunningTurn;
import dev.postern.pipeline.internal.run.Stop;
import dev.postern.pipeline.internal.run.StoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of one turn: decide, act, and again, until it ends. Used by the lane's thread alone. */
final class TurnExecution {
    private static final Logger LOG = LoggerFactory.getLogger(TurnExecution.class);

    private final TurnParts parts;
    private final AcceptedTurn turn;
    private final SessionCache session;
    private final RunningTurn run;
    private final Steps steps;
    private final Steered steered;
    private final Recorder recorder;
    private final TurnRecords records;
    private final Limits limits;
    private final Ride ride;
    private final Meter meter;
    private final Decider decider;
    private final Actor actor;
    private final int commitsBefore;
    private final int answeredStep;
    private final Map<String, JsonObject> answers;
    /** Whether it is on record that it waits. */
    private boolean waits;

    /**
     * A run.
     *
     * @param steered what reached it before
     * @param steering what is there to reach it
     * @param before what is known of it from before a crash
     */
    TurnExecution(TurnParts parts, AcceptedTurn turn, SessionCache session, RunningTurn run, Steps steps,
            List<SteeringRecord> steered, Steering steering, Before before) {
        this.parts = parts;
        this.turn = turn;
        this.session = session;
        this.run = run;
        this.steps = steps;
        this.commitsBefore = before.commits();
        this.waits = before.waits();
        this.answeredStep = steps.decided() + 1;
        this.answers = before.answers();
        this.recorder = new Recorder(parts.store());
        this.records = new TurnRecords(turn.tenant(), turn.session(), turn.id());
        this.limits = new Limits(parts.settings().get());
        this.ride = new Ride(recorder, parts.timer(), parts.settings().get().ride());
        this.steered = new Steered(parts, turn, recorder, steering, steered);
        this.meter = new Meter(turn, recorder, () -> parts.budgets().limits(session.get()), parts.clock(),
                before.used());
        this.decider = new Decider(parts, turn, run);
        this.actor = new Actor(parts, turn, run, recorder);
    }

    /**
     * What is known of a turn from before.
     *
     * @param commits barriers so far
     * @param waits whether it is on record that it waits
     * @param used what it used
     * @param answers what came of what the next step's planner asked for
     */
    record Before(int commits, boolean waits, Optional<Usage> used, Map<String, JsonObject> answers) {
        /** One that was just accepted. */
        static final Before NOTHING = new Before(1, false, Optional.empty(), Map.of());
    }

    /**
     * Runs it.
     *
     * @param started whether its start is on record
     * @param lastChance whether a turn that breaks the engine itself fails now instead of beginning again
     */
    Outcome run(boolean started, boolean lastChance) {
        try {
            if (!started) {
                recorder.record(new Write.Append(records.started(now(), turn.messages())),
                        new Write.PutTurn(row(Turn.State.RUNNING)));
            }
            ride.begin();
            return runToEnd();
        } catch (StoreException unrecorded) {
            ride.end();
            return new Outcome.Again(unrecorded);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError broken) {
            ride.end();
            return lastChance ? giveUp(broken) : new Outcome.Again(broken);
        }
    }

    private Outcome giveUp(Throwable broken) {
        try {
            // what broke the engine may stand among the records before, which are lost then
            return end(broken(broken), new Recorder(parts.store()));
        } catch (StoreException | RuntimeException | LinkageError | StackOverflowError | AssertionError unrecorded) {
            return new Outcome.Again(unrecorded);
        }
    }

    private Outcome runToEnd() throws StoreException {
        try {
            while (true) {
                run.check();
                var decision = decide();
                switch (decision) {
                    case Decision.CallTools(var calls, _) -> {
                        var stays = act(calls);
                        if (stays.isPresent()) {
                            return stays.get();
                        }
                    }
                    case Decision.Reply(var text) -> {
                        return end(new TurnEnd.Replied(text));
                    }
                    case Decision.Ask(var question, var memo, var expiresAfter) -> {
                        return end(new TurnEnd.Asked(question, memo, expiresAfter));
                    }
                    case Decision.Stop(var reason) -> {
                        return end(new TurnEnd.Silent(reason));
                    }
                }
            }
        } catch (StoppedException stopped) {
            return stopped(stopped);
        } catch (LimitException limit) {
            return end(limit.end());
        } catch (StoreException unrecorded) {
            throw unrecorded;
        } catch (WireException refused) {
            return end(new TurnEnd.Failed(refused.code(), message(refused)));
        } catch (Exception | LinkageError | StackOverflowError | AssertionError failed) {
            return end(broken(failed));
        }
    }

    /** What the records say was decided and is not done yet, else what the planner says now. */
    private Decision decide() throws Exception {
        var open = steps.open();
        if (open.isPresent()) {
            limits.check(steps, open.get().decision());
            return open.get().decision();
        }
        var now = session.get();
        var at = now();
        int number = steps.decided() + 1;
        if (number != answeredStep || answers.isEmpty()) {
            // an answer on record was given without what is new now
            steered.take(number, planner(now)).ifPresent(steps::taint);
        }
        var memo = number == 1 ? memo(now, at) : Optional.<Memo>empty();
        memo.ifPresent(left -> steps.taint(Origins.ofLastDecision(
                parts.journal().ofTurn(turn.tenant(), left.turn()))));
        var once = new Once(number, records, recorder, meter, parts.clock(),
                number == answeredStep ? answers : Map.of());
        var memory = new StepMemory(parts.memories(), new Memories.Reader(now, turn.principal(), steps.origin(), at),
                read -> recorder.record(records.remembered(number, read, now())));
        var decided = decide(now, memo, at, once, memory);
        // before it is recorded: after a crash the record alone tells what the planner had read
        steps.taint(decided.read());
        steps.decide(new Steps.Open(number, decided.decision(), Map.of()));
        recorder.record(records.decided(number, planner(now), decided.decision(), Origins.text(steps.origin()), at,
                decided.replay()));
        limits.check(steps, decided.decision());
        if (once.used() && decided.decision() instanceof Decision.CallTools) {
            // what was paid for must not be asked for again; a decision that ends the turn is durable with the end
            recorder.barrier();
        }
        return decided.decision();
    }

    private Decider.Step decide(Session now, Optional<Memo> memo, Instant at, Once once, StepMemory memory)
            throws Exception {
        try {
            return decider.decide(planner(now), now, this::latest, steps.done(), steered.all(), memo.map(Memo::value),
                    at, once,
                    memory);
        } finally {
            once.close();
            memory.close();
        }
    }

    /** With what the turn's calls used so far, which may still ride along. */
    private Session latest() {
        try {
            recorder.barrier();
        } catch (StoreException refused) {
            LOG.debug("The next barrier of {} is told", turn.id(), refused);
        }
        return parts.rows().session(turn.tenant(), turn.session()).orElseGet(session::get);
    }

    /** The memo is for the planner that left it, until it expires. */
    private Optional<Memo> memo(Session now, Instant at) {
        return now.progress().memo()
                .filter(memo -> memo.planner().equals(planner(now)) && memo.expiresAt().isAfter(at));
    }

    private String planner(Session now) {
        return now.settings().planner().orElse(parts.settings().get().planner());
    }

    /** Makes the open step's calls; says where the turn stays when they did not all come to an end. */
    private Optional<Outcome> act(List<Decision.Call> calls) throws Exception {
        var step = steps.open().orElseThrow();
        var outcomes = actor.act(step, calls, session.get(), steps.origin());
        if (outcomes.stream().anyMatch(CallOutcome.InDoubt.class::isInstance)) {
            return Optional.of(inDoubt());
        }
        var asked = outcomes.stream().filter(CallOutcome.Waiting.class::isInstance)
                .map(waiting -> ((CallOutcome.Waiting) waiting).approval()).toList();
        if (!asked.isEmpty()) {
            return Optional.of(park(asked));
        }
        var ends = new ArrayList<Steps.Known.Ended>(calls.size());
        for (int index = 0; index < calls.size(); index++) {
            ends.add(step.known().get(index) instanceof Steps.Known.Ended known
                    ? known
                    : Results.of(outcomes.get(index)));
        }
        steps.end(ends);
        recorder.record(records.step(step.number(), calls, now()));
        if (waits) {
            waits = false;
            recorder.record(new Write.PutTurn(row(Turn.State.RUNNING)));
        }
        return Optional.empty();
    }

    /** Writes nothing when all of it is on record. */
    private Outcome park(List<Approval> asked) throws StoreException {
        ride.end();
        if (!waits || recorder.used()) {
            recorder.record(new Write.PutTurn(row(Turn.State.WAITING_APPROVAL)));
        }
        recorder.barrier();
        return new Outcome.Waiting(asked.stream().flatMap(approval -> Stream.of(approval.id(), approval.call()))
                .collect(Collectors.toSet()));
    }

    private Outcome inDoubt() throws StoreException {
        recorder.record(new Write.PutTurn(row(Turn.State.IN_DOUBT)));
        ride.end();
        recorder.barrier();
        LOG.warn("the turn {} stands in doubt: a call of it may have happened before the gateway went down", turn.id());
        return new Outcome.InDoubt();
    }

    private Outcome end(TurnEnd end) throws StoreException {
        return end(end, recorder);
    }

    private Outcome end(TurnEnd end, Recorder into) throws StoreException {
        ride.end();
        boolean open = steps.open().filter(step -> step.decision() instanceof Decision.CallTools).isPresent();
        if (open) {
            // calls of it may have been cut off, or wait: what is known of them must be readable first
            into.barrier();
        }
        while (true) {
            var ending = new EndWrites(turn, records, parts.ids()).of(end, steps, session.get().progress(),
                    planner(session.get()), commits() + 1, meter.used(), now());
            try {
                into.barrier(open ? withCalls(end, ending) : ending.writes());
            } catch (StoreException refused) {
                if (refused.reason() != StoreException.Reason.APPROVAL_MOVED) {
                    throw refused;
                }
                // somebody decided about one of its calls in this moment
                continue;
            }
            ending.reply().ifPresent(parts.outbox());
            count(end);
            return new Outcome.Ended(ending.progress());
        }
    }

    private List<Write> withCalls(TurnEnd end, EndWrites.Ending ending) {
        var by = end instanceof TurnEnd.Cancelled(var stop) ? stop.by() : LeftCalls.GATEWAY;
        var left = new LeftCalls(parts.rows(), parts.journal(), parts.tools()).settle(turn.tenant(), turn.id(), by,
                now());
        return Stream.concat(left.stream(), ending.writes().stream()).toList();
    }

    private Outcome stopped(StoppedException stopped) throws StoreException {
        return switch (stopped.stop()) {
            case Stop.Cancelled cancelled -> end(new TurnEnd.Cancelled(cancelled));
            case Stop.TimedOut _ -> end(limits.timedOut());
            case Stop.Paused _,Stop.Drained _ -> {
                ride.end();
                // work that was cut off left records that do not tell how it ended: without them the calls that had
                // begun are run again if they are idempotent, and stand in doubt if they are not
                if (!stopped.cutOff()) {
                    recorder.barrier();
                }
                yield new Outcome.Left();
            }
        };
    }

    private TurnEnd.Failed broken(Throwable failed) {
        var incident = parts.ids().next("i");
        LOG.error("incident {}: the turn {} failed", incident, turn.id(), failed);
        return new TurnEnd.Failed(ErrorCode.INTERNAL,
                "something went wrong inside; the log has more about incident " + incident);
    }

    private void count(TurnEnd end) {
        var state = switch (end) {
            case TurnEnd.Replied _,TurnEnd.Asked _,TurnEnd.Silent _ -> "finished";
            case TurnEnd.Failed _ -> "failed";
            case TurnEnd.Cancelled _ -> "cancelled";
        };
        parts.metrics().count("postern_turns", "state", state);
        parts.metrics().time("postern_turn", Duration.between(turn.at(), now()), "state", state);
    }

    private Turn row(Turn.State state) {
        return new Turn(turn.id(), turn.tenant(), turn.session(), state, turn.at(), Optional.empty(), Optional.empty(),
                Optional.empty(), steps.decided(), commits() + 1, Optional.empty(), meter.used());
    }

    private int commits() {
        return commitsBefore + recorder.barriers();
    }

    private Instant now() {
        return Times.now(parts.clock());
    }

    private static String message(WireException refused) {
        var message = refused.getMessage();
        return message == null ? refused.code().code() : message;
    }
}
