// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/** Brings a database to the version of the code, step by step; each step is a transaction. */
record Migrations(List<Script> steps) {

    /** What ships: {@code schema-1.sql} and so on. A step that was released is never changed. */
    static Migrations shipped() {
        return new Migrations(List.of(Script.ofResource("schema-1.sql"), Script.ofResource("schema-2.sql"),
                Script.ofResource("schema-3.sql"), Script.ofResource("schema-4.sql"),
                Script.ofResource("schema-5.sql"), Script.ofResource("schema-6.sql"),
                Script.ofResource("schema-7.sql")));
    }

    /**
     * Runs what is missing.
     *
     * @throws IllegalStateException when the database is newer than the code
     */
    void run(Connection connection, Dialect dialect) throws SQLException {
        if (!Script.exists(connection, "schema_version")) {
            try (var statement = connection.createStatement()) {
                statement.execute("create table schema_version (version int not null constraint schema_version_pk"
                        + " primary key, since timestamp not null)");
            }
            connection.commit();
        }
        int version = version(connection);
        if (version > steps.size()) {
            throw new IllegalStateException("the database has schema version " + version
                    + ", this gateway knows " + steps.size() + ": start the newer gateway that wrote it");
        }
        for (int next = version + 1; next <= steps.size(); next++) {
            steps.get(next - 1).run(connection, dialect, "");
            try (var insert = connection
                    .prepareStatement("insert into schema_version (version, since) values (?, ?)")) {
                insert.setInt(1, next);
                insert.setTimestamp(2, Timestamp.from(Instant.now()));
                insert.executeUpdate();
            }
            connection.commit();
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select max(version) from schema_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
