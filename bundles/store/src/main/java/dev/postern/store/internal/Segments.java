// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.postern.store.internal.DurableState.Segment;

/** The tables that the journal is cut into, one a month (UTC). Used by the committing thread only. */
final class Segments {
    private final Dialect dialect;
    private final Clock clock;
    private final Set<Integer> made = new HashSet<>();

    Segments(Dialect dialect, Clock clock, List<Segment> used) {
        this.dialect = dialect;
        this.clock = clock;
        used.forEach(segment -> made.add(segment.period()));
    }

    static int period(YearMonth month) {
        return month.getYear() * 100 + month.getMonthValue();
    }

    private YearMonth now() {
        return YearMonth.now(clock.withZone(ZoneOffset.UTC));
    }

    /** Where records go now: this month's segment, or the newest when the clock went back. Makes its table if need be. */
    int current(Connection connection, List<Segment> used) throws SQLException {
        int period = period(now());
        if (!used.isEmpty() && used.getLast().period() >= period) {
            return used.getLast().period();
        }
        make(connection, period);
        return period;
    }

    /** Makes next month's table, so that no turn waits for it on the first of the month. */
    void makeNext(Connection connection) throws SQLException {
        make(connection, period(now().plusMonths(1)));
    }

    private void make(Connection connection, int period) throws SQLException {
        if (made.contains(period)) {
            return;
        }
        var table = Segment.table(period);
        if (!Script.exists(connection, table)) {
            Script.ofResource("segment.sql").run(connection, dialect, table);
        }
        connection.commit();
        made.add(period);
    }

    /** Drops a segment's table. */
    void drop(Connection connection, Segment segment) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("drop table " + segment.table());
        }
        made.remove(segment.period());
    }
}
