// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;

/** Where the databases differ. */
enum Dialect {
    /** Embedded. Has no row versions: readers take no locks and know by themselves what is committed. */
    DERBY("blob", Connection.TRANSACTION_READ_UNCOMMITTED, "org.apache.derby.jdbc.EmbeddedDriver"),
    /** A server, possibly elsewhere. */
    POSTGRESQL("bytea", Connection.TRANSACTION_READ_COMMITTED, "org.postgresql.Driver");

    /** Any number that nobody else uses for a lock in our database. */
    private static final long CLAIM = 0x506f737465726eL;
    private static final String LOCK_TIMEOUT = "55P03";

    private final String bytes;
    private final int readIsolation;
    private final String driver;

    Dialect(String bytes, int readIsolation, String driver) {
        this.bytes = bytes;
        this.readIsolation = readIsolation;
        this.driver = driver;
    }

    /** The dialect of a JDBC URL. */
    static Dialect of(String url) {
        for (var dialect : values()) {
            if (url.startsWith("jdbc:" + dialect.name().toLowerCase(Locale.ROOT) + ":")) {
                return dialect;
            }
        }
        throw new IllegalArgumentException("url: it begins with jdbc:postgresql: or is empty");
    }

    /** The type for bytes of any length. */
    String bytes() {
        return bytes;
    }

    /**
     * What a connection is opened with where the URL does not say otherwise: a server that is gone without a word must
     * not hold whoever waits for it.
     */
    Map<String, String> connectionProperties() {
        return this == DERBY
                ? Map.of()
                : Map.of("connectTimeout", "10", "socketTimeout", "60", "tcpKeepAlive", "true");
    }

    int readIsolation() {
        return readIsolation;
    }

    /** The driver's class, by which its DataSourceFactory is found. */
    String driver() {
        return driver;
    }

    /**
     * Makes sure that no other gateway writes this database, as long as the connection lives. An embedded one sees to
     * that itself; a server keeps a lock, for which a connection that is just being given up gets a moment.
     */
    void claim(Connection connection) throws SQLException {
        if (this == DERBY) {
            return;
        }
        try (var statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '5s'");
            statement.execute("select pg_advisory_lock(" + CLAIM + ")");
            connection.commit();
        } catch (SQLException e) {
            if (LOCK_TIMEOUT.equals(e.getSQLState())) {
                throw new SQLException("another gateway writes this database: give each its own", e.getSQLState(), e);
            }
            throw e;
        }
    }

    /**
     * What follows a table's name in a query to have it read by an index: Derby's optimizer reads the whole table while
     * its statistics say it is small. For others this is a comment.
     *
     * @param by {@code index=} or {@code constraint=} and its name
     */
    static String hint(String by) {
        return " --DERBY-PROPERTIES " + by + "\n";
    }

    /** Whether there was no space left. */
    static boolean diskFull(SQLException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "53100".equals(sql.getSQLState())
                    || cause instanceof IOException && String.valueOf(cause.getMessage()).contains("No space left")) {
                return true;
            }
        }
        return false;
    }
}
