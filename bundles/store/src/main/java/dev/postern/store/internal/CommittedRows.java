// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.store.internal.HotRows.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Finds committed rows without ever waiting for the writer: in memory, or in the database, where what is not committed
 * yet is recognised by its transaction's number and looked for in memory again.
 */
final class CommittedRows {
    private static final int ATTEMPTS = 5;
    private static final long MOST_BYTES_OF_A_PAGE = 1L << 20;

    private final Durable durable;
    private final HotRows hot;
    private final ReadPool readers;

    CommittedRows(Durable durable, HotRows hot, ReadPool readers) {
        this.durable = durable;
        this.hot = hot;
        this.readers = readers;
    }

    /** The row; null when there is none. */
    @SuppressWarnings("unchecked")
    <T extends Record> @Nullable T get(Table<T> table, Key key) {
        if (!key.possible()) {
            return null;
        }
        var known = hot.get(key);
        return (T) (known == null ? readers.read(sql -> select(sql, table, key)) : known).row();
    }

    private <T extends Record> Slot select(SqlConnection sql, Table<T> table, Key key) throws SQLException {
        for (int attempt = 1;; attempt++) {
            long committed = durable.state().txn();
            var statement = sql.prepare(table.select());
            statement.setString(1, key.tenant());
            statement.setString(2, key.id());
            byte[] body = null;
            long txn = 0;
            try (var rows = statement.executeQuery()) {
                if (rows.next()) {
                    body = rows.getBytes(1);
                    txn = rows.getLong(2);
                }
            }
            // In this order: the writer pins a row before it touches it, so either the pin is seen or what was read is
            // older than the change. A long row that was changed while it was read counts only when nothing committed.
            var pinned = hot.get(key);
            if (pinned != null) {
                return pinned;
            }
            if (txn <= committed && (durable.state().txn() == committed || attempt >= ATTEMPTS)) {
                var slot = body == null ? Slot.ABSENT : new Slot(table.decode(body), body.length);
                if (body != null) {
                    hot.remember(key, slot);
                }
                return slot;
            }
        }
    }

    /**
     * Rows by a condition, in its order.
     *
     * @param where what follows {@code from <table>}
     */
    <T extends Record> List<T> list(Table<T> table, String where, int limit, Parameters parameters) {
        return list(table, where, limit, Long.MAX_VALUE, parameters);
    }

    /** The same, but no more once there are so many bytes: clients choose what stands in some rows, and how many they ask for. */
    <T extends Record> List<T> page(Table<T> table, String where, int limit, Parameters parameters) {
        return list(table, where, limit, MOST_BYTES_OF_A_PAGE, parameters);
    }

    private <T extends Record> List<T> list(Table<T> table, String where, int limit, long mostBytes,
            Parameters parameters) {
        return readers.read(sql -> {
            long committed = durable.state().txn();
            var statement = sql.prepare("select body, txn, tenant, id from " + table.name() + where);
            parameters.set(statement);
            statement.setMaxRows(limit);
            var found = new ArrayList<T>();
            long bytes = 0;
            try (var rows = statement.executeQuery()) {
                while (bytes < mostBytes && rows.next()) {
                    var key = table.key(rows.getString(3), rows.getString(4));
                    var body = rows.getBytes(1);
                    var row = row(table, key, body, rows.getLong(2) <= committed, sql);
                    if (row != null) {
                        found.add(row);
                        bytes += body.length;
                    }
                }
            }
            return found;
        });
    }

    /** The one value of a query, as it is in the database, committed or not; empty when it is null. */
    Optional<String> text(String query, Parameters parameters) {
        return readers.read(sql -> {
            var statement = sql.prepare(query);
            parameters.set(statement);
            statement.setMaxRows(1);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private <T extends Record> @Nullable T row(Table<T> table, Key key, byte[] body, boolean committed,
            SqlConnection sql) throws SQLException {
        var known = hot.get(key);
        if (known == null && committed) {
            return table.decode(body);
        }
        return (T) (known == null ? select(sql, table, key) : known).row();
    }

    /** Sets a statement's parameters. */
    @FunctionalInterface
    interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }
}
