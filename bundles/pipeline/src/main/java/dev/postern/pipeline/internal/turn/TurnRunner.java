// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.postern.core.store.JournalRecord;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.queue.Lanes;
import dev.postern.pipeline.internal.queue.Outcome;
import dev.postern.pipeline.internal.queue.QueuedTurn;
import dev.postern.pipeline.internal.queue.SessionCache;
import dev.postern.pipeline.internal.record.MessageRecord;
import dev.postern.pipeline.internal.record.Origins;
import dev.postern.pipeline.internal.run.RunningTurn;
import dev.postern.pipeline.internal.run.Stop;

/** Runs turns: new ones from what was accepted, open ones from their records. */
public final class TurnRunner implements Lanes.Runner {
    /** A turn that breaks the engine this often fails: it must not hold up its session for ever. */
    private static final int MOST_FAILURES = 5;

    private final TurnParts parts;

    /** With these parts. */
    public TurnRunner(TurnParts parts) {
        this.parts = parts;
    }

    @Override
    public Outcome run(QueuedTurn turn, SessionCache session, RunningTurn run) {
        long begin = System.nanoTime();
        Future<?> deadline;
        try {
            deadline = parts.timer().schedule(() -> run.stop(new Stop.TimedOut()),
                    parts.settings().get().maxTurn().minus(turn.spent()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            return new Outcome.Left();
        }
        try {
            return turn.resumed() ? resume(turn, session, run) : begin(turn, session, run);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError unreadable) {
            return new Outcome.Again(unreadable);
        } finally {
            deadline.cancel(false);
            turn.spend(Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private Outcome begin(QueuedTurn turn, SessionCache session, RunningTurn run) {
        var accepted = turn.accepted();
        if (accepted == null) {
            return resume(turn, session, run);
        }
        var steps = new Steps();
        steps.taint(Origins.of(accepted.message().parts()));
        return new TurnExecution(parts, accepted, session, run, steps, TurnExecution.Before.NOTHING).run(false, false);
    }

    private Outcome resume(QueuedTurn turn, SessionCache session, RunningTurn run) {
        var row = session.get();
        List<JournalRecord> records = parts.journal().ofTurn(row.tenant(), turn.id());
        var accepted = MessageRecord.find(records)
                .orElseThrow(() -> new IllegalStateException("the turn " + turn.id() + " has no message.accepted"));
        var known = parts.rows().turn(row.tenant(), turn.id());
        if (known.map(Turn::state).filter(Turn.State::ended).isPresent()) {
            // its end was committed although the answer did not reach us
            return new Outcome.Ended(parts.rows().session(row.tenant(), row.id()).orElseThrow().progress());
        }
        var reader = new StepReader(parts.rows(), row.tenant(), turn.id(), records);
        var steps = reader.read();
        steps.taint(Origins.of(accepted.message().parts()));
        int commits = known.map(Turn::commits).orElse(1);
        boolean waits = known.filter(found -> found.state() == Turn.State.WAITING_APPROVAL).isPresent();
        var before = new TurnExecution.Before(commits, waits, UsageReader.read(records),
                reader.answers(steps.decided() + 1));
        return new TurnExecution(parts, accepted, session, run, steps, before)
                .run(reader.started(), turn.failures() >= MOST_FAILURES);
    }
}
