// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.message.Origin;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.queue.QueuedTurn;
import dev.postern.pipeline.internal.queue.Steering;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.MessageRecord;
import dev.postern.pipeline.internal.record.Origins;
import dev.postern.pipeline.internal.record.SteeringRecord;
import dev.postern.pipeline.internal.record.Times;
import dev.postern.pipeline.internal.record.TurnRecords;

/** What reached a turn since it began, by the step that was the first to see it. Used by the turn's thread alone. */
final class Steered {
    private final TurnParts parts;
    private final AcceptedTurn turn;
    private final Recorder recorder;
    private final Steering steering;
    private final List<SteeringRecord> records;

    /** @param before what is on record */
    Steered(TurnParts parts, AcceptedTurn turn, Recorder recorder, Steering steering, List<SteeringRecord> before) {
        this.parts = parts;
        this.turn = turn;
        this.recorder = recorder;
        this.steering = steering;
        this.records = new ArrayList<>(before);
    }

    /** As it is now. */
    List<SteeringRecord> all() {
        return List.copyOf(records);
    }

    /**
     * What waits to reach the turn does, if its planner reads it; durably, before the step is decided, so that the view is the
     * same when it is decided again.
     *
     * @return where it came from, if there was any
     */
    Optional<Origin> take(int step, String planner) throws StoreException {
        boolean reads = parts.stages().decide().current().filter(stage -> stage.stage().steers(planner)).isPresent();
        var waiting = reads ? steering.take() : List.<QueuedTurn>of();
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        boolean durable = false;
        try {
            var messages = waiting.stream().map(this::message).toList();
            recorder.record(writes(step, messages).toArray(Write[]::new));
            recorder.barrier();
            durable = true;
            var said = SteeringRecord.parts(messages);
            records.add(new SteeringRecord(step, said));
            return Optional.of(Origins.of(said));
        } finally {
            if (durable) {
                steering.taken(waiting);
            } else {
                steering.giveBack(waiting);
            }
        }
    }

    private AcceptedTurn message(QueuedTurn waiting) {
        var held = waiting.accepted();
        return held != null
                ? held
                : MessageRecord.find(parts.journal().ofTurn(turn.tenant(), waiting.id())).orElseThrow();
    }

    private List<Write> writes(int step, List<AcceptedTurn> messages) {
        Instant at = Times.now(parts.clock());
        var writes = new ArrayList<Write>();
        writes.add(new Write.Append(SteeringRecord.write(turn, step, messages, at)));
        for (var message : messages) {
            writes.add(new Write.Append(new TurnRecords(turn.tenant(), turn.session(), message.id())
                    .steered(at, turn.id(), step)));
            writes.add(new Write.PutTurn(new Turn(message.id(), turn.tenant(), turn.session(), Turn.State.FINISHED,
                    message.at(), Optional.of(at), Optional.empty(), Optional.empty(), 0, 2, Optional.of(turn.id()),
                    Optional.empty())));
        }
        return writes;
    }
}
