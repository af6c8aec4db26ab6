// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A connection of one thread, with its prepared statements. */
final class SqlConnection implements AutoCloseable {
    private static final int MAX_STATEMENTS = 64;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

    SqlConnection(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** The statement, ready for new parameters; it stays open. */
    PreparedStatement prepare(String sql) throws SQLException {
        var known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (statements.size() >= MAX_STATEMENTS) {
            var eldest = statements.entrySet().iterator();
            var statement = eldest.next().getValue();
            eldest.remove();
            statement.close();
        }
        var statement = connection.prepareStatement(sql);
        statements.put(sql, statement);
        return statement;
    }

    @Override
    public void close() {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            // it is being closed because it is, or nothing was open
        }
        try {
            connection.close();
        } catch (SQLException broken) {
            // nothing more can be done for it
        }
    }
}
