// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The rows that a transaction will leave, worked out in memory before any is written: a batch that conflicts is dropped
 * without a trace, and a row that several batches change is written once.
 */
final class Stage {
    private final HotRows hot;
    private final SqlConnection sql;
    private final Map<Key, HotRows.Slot> before = new HashMap<>();
    private final Map<Key, Row<?>> group = new LinkedHashMap<>();
    private final Map<Key, Row<?>> batch = new LinkedHashMap<>();

    Stage(HotRows hot, SqlConnection sql) {
        this.hot = hot;
        this.sql = sql;
    }

    /** The row as the batch sees it: with what earlier batches and its own earlier writes made of it. */
    @SuppressWarnings("unchecked")
    <T extends Record> @Nullable T current(Table<T> table, Key key) throws SQLException {
        var staged = batch.getOrDefault(key, group.get(key));
        return staged == null ? (T) before(table, key).row() : (T) staged.row();
    }

    /** Stages a row. */
    <T extends Record> void put(Table<T> table, Key key, T row, byte[] body) throws SQLException {
        boolean exists = before(table, key).row() != null;
        batch.put(key, new Row<>(table, key, row, body, exists));
    }

    /** The connection of the transaction. */
    SqlConnection sql() {
        return sql;
    }

    /** Takes over what the batch staged. */
    void keepBatch() {
        group.putAll(batch);
        batch.clear();
    }

    /** Drops what the batch staged. */
    void dropBatch() {
        batch.clear();
    }

    List<Row<?>> rows() {
        return new ArrayList<>(group.values());
    }

    /** From now on readers see the rows as they were before, whatever the database has. */
    void pin() {
        group.keySet().forEach(key -> hot.pin(key, slotBefore(key)));
    }

    /** The rows are durable. */
    void settleNew() {
        group.forEach((key, row) -> hot.settle(key, new HotRows.Slot(row.row(), row.body().length)));
    }

    /** The rows were not written. */
    void settleOld() {
        group.keySet().forEach(key -> hot.settle(key, slotBefore(key)));
    }

    private HotRows.Slot slotBefore(Key key) {
        return before.getOrDefault(key, HotRows.Slot.ABSENT);
    }

    private <T extends Record> HotRows.Slot before(Table<T> table, Key key) throws SQLException {
        var known = before.get(key);
        if (known == null) {
            known = hot.get(key);
            if (known == null) {
                known = select(table, key);
            }
            before.put(key, known);
        }
        return known;
    }

    private <T extends Record> HotRows.Slot select(Table<T> table, Key key) throws SQLException {
        var statement = sql.prepare(table.select());
        statement.setString(1, key.tenant());
        statement.setString(2, key.id());
        try (var rows = statement.executeQuery()) {
            if (!rows.next()) {
                return HotRows.Slot.ABSENT;
            }
            var body = rows.getBytes(1);
            return new HotRows.Slot(table.decode(body), body.length);
        }
    }

    /**
     * A row to be written.
     *
     * @param exists whether it replaces one
     */
    record Row<T extends Record>(Table<T> table, Key key, T row, byte[] body, boolean exists) {}
}
