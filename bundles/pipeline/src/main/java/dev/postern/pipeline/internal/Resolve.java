// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.Resolution;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.queue.Cancellable;
import dev.postern.pipeline.internal.queue.Lanes;
import dev.postern.pipeline.internal.record.Times;
import dev.postern.pipeline.internal.turn.DoubtfulCalls;

/** Writes what operators say of calls in doubt, and lets their turns go on. */
final class Resolve {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Store store;
    private final Rows rows;
    private final Journal journal;
    private final Lanes lanes;
    private final Clock clock;
    /** Calls of turns that have ended, which no lane guards. */
    private final Set<String> writing = ConcurrentHashMap.newKeySet();

    Resolve(Store store, Rows rows, Journal journal, Lanes lanes, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.journal = journal;
        this.lanes = lanes;
        this.clock = clock;
    }

    /**
     * Resolves a call; durable when it returns.
     *
     * @throws WireException {@code not_found}, {@code conflict} for one that is not in doubt
     */
    void resolve(Wanted wanted) throws WireException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            var turn = rows.turn(wanted.tenant(), wanted.turn())
                    .orElseThrow(() -> WireException.notFound("turn", wanted.turn()));
            var call = rows.call(wanted.tenant(), wanted.call())
                    .filter(found -> found.turn().equals(Optional.of(turn.id())))
                    .orElseThrow(() -> WireException.notFound("call", wanted.call()));
            if (call.state() != Call.State.IN_DOUBT) {
                throw notInDoubt(call);
            }
            if (turn.state().ended() ? ofEnded(call, wanted) : ofOpen(turn, call, wanted)) {
                return;
            }
            // between two states, or somebody else resolves it: its row tells in a moment
            Thread.sleep(LOOK_AGAIN);
        }
        throw new WireException(ErrorCode.UNAVAILABLE,
                "the turn " + wanted.turn() + " does not come to rest; ask again",
                List.of(), true, Duration.ofSeconds(1));
    }

    private boolean ofOpen(Turn turn, Call call, Wanted wanted) throws WireException {
        var taken = lanes.doubtful(turn.tenant(), turn.session(), turn.id());
        if (taken.isEmpty()) {
            return false;
        }
        write(turn, call, wanted, taken.get());
        return true;
    }

    private void write(Turn turn, Call call, Wanted wanted, Cancellable.Waiting taken) throws WireException {
        boolean written = false;
        boolean last = false;
        try {
            // read again now that nobody else writes
            if (rows.call(call.tenant(), call.id()).filter(call::equals).isEmpty()) {
                throw notInDoubt(rows.call(call.tenant(), call.id()).orElse(call));
            }
            last = DoubtfulCalls.of(rows, journal, turn).equals(Set.of(call.id()));
            var writes = new ArrayList<Write>();
            if (last) {
                writes.add(new Write.PutTurn(new Turn(turn.id(), turn.tenant(), turn.session(), Turn.State.QUEUED,
                        turn.acceptedAt(), Optional.empty(), Optional.empty(), Optional.empty(), turn.steps(),
                        turn.commits() + 1, Optional.empty(), turn.usage())));
            }
            commit(call, wanted, writes);
            written = true;
        } finally {
            if (written && last) {
                taken.goesOn();
            } else {
                taken.undo();
            }
        }
    }

    /** Only for the record: nothing goes on. */
    private boolean ofEnded(Call call, Wanted wanted) throws WireException {
        if (wanted.outcome() == Resolution.Outcome.RETRY) {
            throw new WireException(ErrorCode.CONFLICT, "the turn " + wanted.turn()
                    + " has ended: its call can be resolved as done or abandoned, and not be made again");
        }
        if (!writing.add(call.id())) {
            return false;
        }
        try {
            if (rows.call(call.tenant(), call.id()).filter(call::equals).isEmpty()) {
                return false;
            }
            commit(call, wanted, List.of());
            return true;
        } finally {
            writing.remove(call.id());
        }
    }

    private void commit(Call call, Wanted wanted, List<Write> with) throws WireException {
        var resolution = new Resolution(wanted.outcome(), wanted.by(), Times.now(clock), wanted.note());
        var writes = new ArrayList<>(resolution.writes(call));
        writes.addAll(with);
        writes.addAll(wanted.riders());
        try {
            store.commit(new Batch(writes));
        } catch (StoreException refused) {
            throw WireException.of(refused);
        }
    }

    private WireException notInDoubt(Call call) throws WireException {
        awaitRecord();
        var first = journal.ofTurn(call.tenant(), call.turn().orElseThrow()).stream()
                .map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.TOOL_RESOLVED && call.id().equals(entry.call()))
                .reduce((_, later) -> later)
                .map(Resolution::of);
        var detail = JsonObject.builder()
                .put("state", call.state().name().toLowerCase(java.util.Locale.ROOT))
                .put("outcome", first.map(Resolution::said))
                .put("by", first.map(Resolution::by))
                .put("at", first.map(Resolution::at).map(Times::text))
                .build();
        return new WireException(ErrorCode.CONFLICT, first
                .map(known -> "the call " + call.id() + " was resolved as " + known.said() + " by " + known.by())
                .orElse("the call " + call.id() + " is not in doubt"), List.of(detail), false, null);
    }

    /** A row may be read a moment before the record that came with it. */
    private void awaitRecord() throws WireException {
        try {
            store.commit(Batch.of());
        } catch (StoreException refused) {
            throw WireException.of(refused);
        }
    }

    /**
     * What an operator wants.
     *
     * @param tenant whose
     * @param turn the turn
     * @param call its call
     * @param outcome what is true, or to be done
     * @param note why; may be empty
     * @param by who says so
     * @param riders what becomes durable with it
     */
    record Wanted(String tenant, String turn, String call, Resolution.Outcome outcome, String note, String by,
            List<Write> riders) {}
}
