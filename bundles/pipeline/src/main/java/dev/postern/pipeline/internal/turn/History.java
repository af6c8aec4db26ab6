// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.List;

import dev.postern.api.message.Origin;
import dev.postern.api.planner.TurnView.Exchange;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.record.MessageRecord;
import dev.postern.pipeline.internal.record.Origins;

/** A session's earlier turns, read when asked for; notes where what was handed out came from. */
final class History {
    /** As many as a planner gets at once. */
    private static final int MOST = 200;

    private final Rows rows;
    private final Journal journal;
    private final String tenant;
    private final String session;
    private volatile Origin origin = Origin.PERSON;

    History(Rows rows, Journal journal, String tenant, String session) {
        this.rows = rows;
        this.journal = journal;
        this.tenant = tenant;
        this.session = session;
    }

    List<Exchange> newest(int limit) {
        return newest(limit, "");
    }

    /** Those that were accepted after that turn: ids are in that order. */
    List<Exchange> newest(int limit, String afterTurn) {
        return limit < 1
                ? List.of()
                : rows.newestFinished(tenant, session, Math.min(limit, MOST)).stream()
                        .filter(turn -> turn.id().compareTo(afterTurn) > 0).map(this::exchange).toList();
    }

    /** The worst origin of what was handed out so far. */
    Origin origin() {
        return origin;
    }

    private Exchange exchange(Turn turn) {
        var records = journal.ofTurn(tenant, turn.id());
        // its message and all that came of its calls count: the reply was made of them
        if (Origins.ofLastDecision(records) == Origin.FOREIGN) {
            origin = Origin.FOREIGN;
        }
        var message = MessageRecord.find(records)
                .map(accepted -> accepted.message().parts())
                .orElse(List.of());
        return new Exchange(message, turn.reply().orElse(""));
    }
}
