// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.queue.Cancellable;
import dev.postern.pipeline.internal.queue.Lanes;
import dev.postern.pipeline.internal.record.Times;
import dev.postern.pipeline.internal.record.TurnRecords;
import dev.postern.pipeline.internal.run.Stop;
import dev.postern.pipeline.internal.turn.LeftCalls;

/** Cancels turns: at once in the queue and in doubt, by interruption while they run. */
final class Cancel {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Store store;
    private final Rows rows;
    private final Lanes lanes;
    private final LeftCalls left;
    private final Clock clock;

    Cancel(Store store, Rows rows, Lanes lanes, LeftCalls left, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.lanes = lanes;
        this.left = left;
        this.clock = clock;
    }

    /**
     * Cancels; durable when it returns. A turn that is cancelled already stays so.
     *
     * @throws WireException {@code not_found}, {@code conflict} for one that ended otherwise
     */
    void cancel(String tenant, String id, Stop.Cancelled stop) throws WireException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            var turn = rows.turn(tenant, id).orElseThrow(() -> WireException.notFound("turn", id));
            if (turn.state() == Turn.State.CANCELLED) {
                return;
            }
            if (turn.state().ended()) {
                throw new WireException(ErrorCode.CONFLICT,
                        "the turn " + id + " has ended; there is nothing to cancel");
            }
            switch (lanes.cancel(tenant, turn.session(), id, stop)) {
                case Cancellable.Running(var run) -> run.awaitOver(LONGEST);
                case Cancellable.Waiting waiting -> {
                    writeOff(turn, stop, waiting);
                    return;
                }
                // between two states: its row tells in a moment
                case Cancellable.NotHere _ -> Thread.sleep(LOOK_AGAIN);
            }
        }
        throw new WireException(ErrorCode.UNAVAILABLE, "the turn " + id + " did not stop in time; ask again",
                List.of(), true, Duration.ofSeconds(1));
    }

    private void writeOff(Turn turn, Stop.Cancelled stop, Cancellable.Waiting waiting) throws WireException {
        try {
            boolean written = false;
            while (!written) {
                written = write(turn, stop);
            }
        } catch (StoreException refused) {
            waiting.undo();
            throw WireException.of(refused);
        } catch (RuntimeException unreadable) {
            waiting.undo();
            throw unreadable;
        }
        waiting.done();
    }

    /** False when somebody decided about one of its calls in that moment: then what stands now is to be written off. */
    private boolean write(Turn turn, Stop.Cancelled stop) throws StoreException {
        try {
            store.commit(new Batch(writes(turn, stop)));
            return true;
        } catch (StoreException refused) {
            if (refused.reason() != StoreException.Reason.APPROVAL_MOVED) {
                throw refused;
            }
            return false;
        }
    }

    private List<Write> writes(Turn turn, Stop.Cancelled stop) {
        var now = Times.now(clock);
        var writes = new ArrayList<>(left.settle(turn.tenant(), turn.id(), stop.by(), now));
        writes.add(new Write.PutTurn(new Turn(turn.id(), turn.tenant(), turn.session(), Turn.State.CANCELLED,
                turn.acceptedAt(), Optional.of(now), Optional.empty(), Optional.empty(), turn.steps(),
                turn.commits() + 1, Optional.empty(), turn.usage())));
        writes.add(new Write.Append(
                new TurnRecords(turn.tenant(), turn.session(), turn.id()).cancelled(now, stop.by(), stop.next())));
        writes.addAll(stop.riders());
        return writes;
    }
}
