// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** SQL statements, each ended by a semicolon at the end of its line. */
record Script(String text) {
    /** The class of SQL states for names that do not exist. */
    private static final String NOT_KNOWN = "42";

    /** A script beside this class. */
    static Script ofResource(String name) {
        try (var in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the bundle lacks " + name);
            }
            return new Script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it; the caller commits. */
    void run(Connection connection, Dialect dialect, String segment) throws SQLException {
        var sql = text.replaceAll("(?m)^--.*$", "").replace("${bytes}", dialect.bytes()).replace("${segment}", segment);
        try (var statement = connection.createStatement()) {
            for (var one : sql.split(";\\s*\\n")) {
                if (!one.isBlank()) {
                    statement.execute(one.strip());
                }
            }
        }
    }

    /**
     * Whether there is such a table. Asks for its rows, not for metadata: Derby takes a third of its start to compile
     * that question. Ends the transaction when there is none.
     */
    static boolean exists(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select 1 from " + table + " where 1 = 0")) {
            return !rows.next();
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith(NOT_KNOWN)) {
                connection.rollback();
                return false;
            }
            throw e;
        }
    }
}
