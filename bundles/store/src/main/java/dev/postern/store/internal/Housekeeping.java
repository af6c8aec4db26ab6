// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Drops what is no longer needed, a little at a time; run by the committing thread between groups. */
final class Housekeeping {
    /** Outcomes are kept as long as the wire promises, delivered replies as long. */
    static final Duration OUTCOMES_KEPT = Duration.ofHours(24);
    /** A surface that brings a message once more does so within days. */
    static final Duration CLAIMS_KEPT = Duration.ofDays(30);
    private static final int AT_ONCE = 200;

    private final Tables tables;
    private final HotRows hot;
    private final Clock clock;

    Housekeeping(Tables tables, HotRows hot, Clock clock) {
        this.tables = tables;
        this.hot = hot;
        this.clock = clock;
    }

    /** Deletes at most {@value #AT_ONCE} rows of each kind; true when there may be more. */
    boolean purge(Connection connection) throws SQLException {
        boolean more = purge(connection, tables.outcomes, "", OUTCOMES_KEPT);
        more |= purge(connection, tables.outbox, "pending = 0 and ", OUTCOMES_KEPT);
        more |= purge(connection, tables.claims, "", CLAIMS_KEPT);
        return more;
    }

    private boolean purge(Connection connection, Table<?> table, String condition, Duration kept) throws SQLException {
        var old = new ArrayList<Key>();
        try (var select = connection.prepareStatement(
                "select tenant, id from " + table.name() + " where " + condition + "since < ? order by since")) {
            select.setLong(1, clock.millis() - kept.toMillis());
            select.setMaxRows(AT_ONCE);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    old.add(table.key(rows.getString(1), rows.getString(2)));
                }
            }
        }
        if (!old.isEmpty()) {
            delete(connection, table, old);
        }
        return old.size() == AT_ONCE;
    }

    private void delete(Connection connection, Table<?> table, List<Key> keys) throws SQLException {
        try (var delete = connection.prepareStatement("delete from " + table.name() + " where tenant = ? and id = ?")) {
            for (var key : keys) {
                delete.setString(1, key.tenant());
                delete.setString(2, key.id());
                delete.addBatch();
            }
            delete.executeBatch();
        }
        connection.commit();
        keys.forEach(hot::forget);
    }
}
