// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import dev.postern.store.internal.DurableState.Segment;

/**
 * Drops whole segments of the journal, the oldest first: the only way in which space comes back cheaply. A segment stays
 * while a turn that has not ended has records in it; everything else that sessions need of the past is in their rows.
 */
final class Pruning {
    private final Durable durable;
    private final Segments segments;
    private final Clock clock;
    private final int keepMonths;

    /** @param keepMonths full months kept beside the current one; 0 keeps all */
    Pruning(Durable durable, Segments segments, Clock clock, int keepMonths) {
        this.durable = durable;
        this.segments = segments;
        this.clock = clock;
        this.keepMonths = keepMonths;
    }

    void run(Connection connection) throws SQLException {
        if (keepMonths == 0) {
            return;
        }
        int oldestKept = Segments.period(YearMonth.now(clock.withZone(ZoneOffset.UTC)).minusMonths(keepMonths));
        var state = durable.state();
        while (state.segments().size() > 1 && state.segments().getFirst().period() < oldestKept
                && !needed(connection, state.segments().getFirst())) {
            state = drop(connection, state);
        }
    }

    private static boolean needed(Connection connection, Segment segment) throws SQLException {
        try (var select = connection.prepareStatement("select 1 from turns t join " + segment.table()
                + " j on j.turn = t.id and j.tenant = t.tenant where t.is_open = 1")) {
            select.setMaxRows(1);
            try (var rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Readers are told first: none begins to read what is about to go. */
    private DurableState drop(Connection connection, DurableState before) throws SQLException {
        var gone = before.segments().getFirst();
        var kept = List.copyOf(before.segments().subList(1, before.segments().size()));
        var after = new DurableState(before.txn(), before.position(), kept.getFirst().firstPosition() - 1, kept);
        durable.set(after);
        try {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("delete from segments where period = " + gone.period());
                statement.executeUpdate("update committed set pruned_to = " + after.prunedTo()
                        + " where one = 1 and txn = " + after.txn());
            }
            segments.drop(connection, gone);
            connection.commit();
            return after;
        } catch (SQLException e) {
            durable.set(new DurableState(before.txn(), before.position(), before.prunedTo(),
                    new ArrayList<>(before.segments())));
            throw e;
        }
    }
}
