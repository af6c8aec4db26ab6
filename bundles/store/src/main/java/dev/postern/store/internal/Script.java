package dev.postern.store.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** SQL statements, each ended by a semicolon at the end of its line. */
record Script(String text) {

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

    /** Whether there is such a table. */
    static boolean exists(Connection connection, String table) throws SQLException {
        var metadata = connection.getMetaData();
        var name = metadata.storesUpperCaseIdentifiers() ? table.toUpperCase(Locale.ROOT) : table;
        var schema = connection.getSchema();
        try (var tables = metadata.getTables(null, schema, name, new String[]{"TABLE"})) {
            return tables.next();
        }
    }
}
