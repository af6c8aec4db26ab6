// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Sends a group's rows to the database, as few statements as there are kinds of them. */
final class GroupWriter {
    private static final String INSERT_RUN = " (last_position, first_position, tenant, session, turn, meta, payload,"
            + " replay) values (?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String INSERT_AUDIT = "insert into audit (chain, first_seq, last_seq, first_at, last_at,"
            + " last_hash, lines) values (?, ?, ?, ?, ?, ?, ?)";

    private final SqlConnection sql;
    private final Set<PreparedStatement> filled = new LinkedHashSet<>();

    GroupWriter(SqlConnection sql) {
        this.sql = sql;
    }

    void run(String segment, Run run, long base) throws SQLException {
        var insert = sql.prepare("insert into " + segment + INSERT_RUN);
        insert.setLong(1, base + 1 + run.last());
        insert.setLong(2, base + 1 + run.first());
        insert.setString(3, run.tenant());
        text(insert, 4, run.session());
        text(insert, 5, run.turn());
        insert.setBytes(6, run.meta());
        insert.setBytes(7, run.payload());
        insert.setBytes(8, run.replay());
        add(insert);
    }

    void rows(List<Stage.Row<?>> rows, long txn) throws SQLException {
        for (var row : rows) {
            row(row, txn);
        }
    }

    private <T extends Record> void row(Stage.Row<T> row, long txn) throws SQLException {
        var table = row.table();
        var statement = sql.prepare(row.exists() ? table.update() : table.insert());
        int parameter = 1;
        for (var column : table.columns()) {
            switch (column.value().apply(row.row())) {
                case String text -> statement.setString(parameter++, text);
                case Long number -> statement.setLong(parameter++, number);
                case Short flag -> statement.setShort(parameter++, flag);
                case Object other -> throw new IllegalStateException("no column has " + other.getClass());
            }
        }
        statement.setBytes(parameter++, row.body());
        statement.setLong(parameter++, txn);
        statement.setString(parameter++, row.key().tenant());
        statement.setString(parameter, row.key().id());
        add(statement);
    }

    void audit(List<AuditRow> rows) throws SQLException {
        for (var row : rows) {
            var insert = sql.prepare(INSERT_AUDIT);
            insert.setString(1, row.chain());
            insert.setLong(2, row.firstSeq());
            insert.setLong(3, row.lastSeq());
            insert.setLong(4, row.firstAt());
            insert.setLong(5, row.lastAt());
            insert.setString(6, row.lastHash());
            insert.setBytes(7, row.lines());
            add(insert);
        }
    }

    void segment(DurableState.Segment segment) throws SQLException {
        var insert = sql.prepare("insert into segments (period, first_position) values (?, ?)");
        insert.setInt(1, segment.period());
        insert.setLong(2, segment.firstPosition());
        add(insert);
    }

    /** Changes nothing, and so fails, where somebody else has written since. */
    void committed(DurableState state) throws SQLException {
        var update = sql.prepare(
                "update committed set txn = ?, position = ?, pruned_to = ? where one = 1 and txn = ?");
        update.setLong(1, state.txn());
        update.setLong(2, state.position());
        update.setLong(3, state.prunedTo());
        update.setLong(4, state.txn() - 1);
        add(update);
    }

    private void add(PreparedStatement statement) throws SQLException {
        statement.addBatch();
        filled.add(statement);
    }

    private static void text(PreparedStatement statement, int parameter, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(parameter, Types.VARCHAR);
        } else {
            statement.setString(parameter, text);
        }
    }

    void execute() throws SQLException {
        for (var statement : filled) {
            for (int count : statement.executeBatch()) {
                if (count == 0) {
                    throw new SQLException(
                            "what is in the database is not what this gateway wrote: is another one using"
                                    + " it? Stop all, and start one");
                }
            }
        }
        filled.clear();
    }

    /** Forgets what was filled in and not executed. */
    void clear() {
        for (var statement : filled) {
            try {
                statement.clearBatch();
            } catch (SQLException broken) {
                // its connection goes
            }
        }
        filled.clear();
    }
}
