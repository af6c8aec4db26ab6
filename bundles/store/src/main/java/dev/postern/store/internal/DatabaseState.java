// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;

/** Reads how far the database has come. */
final class DatabaseState {
    private DatabaseState() {}

    static long txn(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select txn from committed where one = 1")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static DurableState read(Connection connection) throws SQLException {
        var segments = new ArrayList<DurableState.Segment>();
        try (var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery("select period, first_position from segments order by period")) {
                while (rows.next()) {
                    segments.add(new DurableState.Segment(rows.getInt(1), rows.getLong(2)));
                }
            }
            try (var rows = statement.executeQuery("select txn, position, pruned_to from committed where one = 1")) {
                rows.next();
                return new DurableState(rows.getLong(1), rows.getLong(2), rows.getLong(3), segments);
            }
        }
    }
}
