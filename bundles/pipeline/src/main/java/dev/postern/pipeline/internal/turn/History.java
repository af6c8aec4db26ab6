// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView.Exchange;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.MessageRecord;
import dev.postern.pipeline.internal.record.Origins;
import dev.postern.pipeline.internal.record.SteeringRecord;

/**
 * A session's earlier turns, read when asked for, and after them what the message's sender says was said before; notes where
 * what was handed out came from.
 */
final class History {
    /** As many as a planner gets at once. */
    private static final int MOST = 200;
    /** What tells a turn's message and where its reply came from. */
    private static final Set<RecordType> TOLD = EnumSet.of(RecordType.MESSAGE_ACCEPTED, RecordType.TURN_STARTED,
            RecordType.DECIDE_STEERED, RecordType.DECIDE_FINISHED);

    private final Rows rows;
    private final Journal journal;
    private final String tenant;
    private final String session;
    private final List<Exchange> told;
    private volatile Origin origin = Origin.PERSON;

    History(Rows rows, Journal journal, AcceptedTurn turn) {
        this.rows = rows;
        this.journal = journal;
        this.tenant = turn.tenant();
        this.session = turn.session();
        this.told = turn.message().before();
    }

    List<Exchange> newest(int limit) {
        return newest(limit, "");
    }

    /** Those that were accepted after that turn: ids are in that order. */
    List<Exchange> newest(int limit, String afterTurn) {
        int most = Math.min(limit, MOST);
        if (most < 1) {
            return List.of();
        }
        var newest = told.subList(Math.max(0, told.size() - most), told.size());
        if (newest.stream().anyMatch(History::isForeign)) {
            origin = Origin.FOREIGN;
        }
        return Stream.concat(recorded(most - newest.size(), afterTurn).stream(), newest.stream()).toList();
    }

    private List<Exchange> recorded(int most, String afterTurn) {
        if (most < 1) {
            return List.of();
        }
        var turns = rows.newestFinished(tenant, session, most).stream()
                // what reached another turn stands there
                .filter(turn -> turn.into().isEmpty() && turn.id().compareTo(afterTurn) > 0)
                .toList();
        var records = journal.ofTurns(tenant, turns.stream().map(Turn::id).toList(), TOLD).stream()
                .collect(Collectors.groupingBy(record -> Objects.requireNonNull(record.entry().turn())));
        return turns.stream().map(turn -> exchange(turn, records.getOrDefault(turn.id(), List.of()))).toList();
    }

    /** The worst origin of what was handed out so far. */
    Origin origin() {
        return origin;
    }

    /** Nobody of ours said what stands there as an answer, whatever it was made of. */
    private static boolean isForeign(Exchange exchange) {
        return !exchange.reply().isEmpty() || Origins.of(exchange.message()) == Origin.FOREIGN;
    }

    private Exchange exchange(Turn turn, List<JournalRecord> records) {
        // its message and all that came of its calls count: the reply was made of them
        if (Origins.ofLastDecision(records) == Origin.FOREIGN) {
            origin = Origin.FOREIGN;
        }
        var message = new ArrayList<Part>();
        MessageRecord.find(records).ifPresent(accepted -> message.addAll(accepted.message().parts()));
        SteeringRecord.find(records).forEach(steered -> message.addAll(steered.parts()));
        return new Exchange(List.copyOf(message), turn.reply().orElse(""));
    }
}
