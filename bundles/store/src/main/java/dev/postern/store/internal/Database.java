// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * Where the rows lie.
 *
 * @param dialect how it speaks
 * @param source gives connections
 * @param shutdown closes an embedded database by failing to connect; null for a server
 * @param folder where an embedded database lies; null for a server
 */
record Database(Dialect dialect, DataSource source, @Nullable DataSource shutdown, @Nullable Path folder) {

    /** The connection of the one writing thread; there is one in the world. */
    SqlConnection writer() throws SQLException {
        var sql = open(Connection.TRANSACTION_READ_COMMITTED);
        try {
            dialect.claim(sql.connection());
            return sql;
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    /** A connection that never waits for the writer. */
    SqlConnection reader() throws SQLException {
        return open(dialect.readIsolation());
    }

    private SqlConnection open(int isolation) throws SQLException {
        var connection = source.getConnection();
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            return new SqlConnection(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Closes an embedded database; a server goes on. All connections must be closed before. */
    void close() {
        if (shutdown != null) {
            try {
                shutdown.getConnection().close();
            } catch (SQLException shutDown) {
                // how Derby says that it has
            }
        }
    }
}
