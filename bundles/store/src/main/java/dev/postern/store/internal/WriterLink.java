// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committing thread's connection, and what is known of the database's health. All but {@link #problem},
 * {@link #uncertain} and {@link #giveUp} are for that thread only.
 */
final class WriterLink {
    private static final Logger LOG = LoggerFactory.getLogger(WriterLink.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    /** What a transaction's bytes may take on disk: in the database's log, in a page, in an index. */
    private static final long BLOW_UP = 4;

    private final Database database;
    private final long reserveBytes;
    private final CountDownLatch givenUp = new CountDownLatch(1);
    /** Where the database lies. To find it the whole list of mounts is read, so that is done once. */
    private @Nullable FileStore disk;
    private @Nullable SqlConnection sql;
    private volatile String problem = "";
    private volatile boolean uncertain;

    WriterLink(Database database, SqlConnection first, long reserveBytes) {
        this.database = database;
        this.sql = first;
        this.reserveBytes = reserveBytes;
    }

    /** What is wrong, and the way out; empty when nothing is. */
    String problem() {
        return problem;
    }

    /** Whether it is unknown what became of the last transaction. */
    boolean uncertain() {
        return uncertain;
    }

    /** The connection, a new one if need be; none any more once the search for one was given up. */
    SqlConnection open() throws SQLException {
        if (givenUp.getCount() == 0) {
            throw new SQLException("the store is closed");
        }
        var open = sql;
        if (open == null) {
            open = database.writer();
            sql = open;
        }
        return open;
    }

    boolean isOpen() {
        return sql != null;
    }

    /**
     * Refuses before the disk is full: an embedded database that cannot write its log closes itself, and then nothing
     * could be read either.
     */
    void checkSpace(long bytes) throws StoreException {
        if (database.folder() == null || reserveBytes == 0) {
            return;
        }
        try {
            var known = disk == null ? Files.getFileStore(database.folder()) : disk;
            disk = known;
            long usable = known.getUsableSpace();
            if (usable < reserveBytes + BLOW_UP * bytes) {
                problem = "the disk with " + database.folder() + " is full: " + usable / 1024 + " KiB are free, "
                        + reserveBytes / 1024
                        + " KiB are kept in reserve; make room, nothing that was accepted is lost";
                throw new StoreException(Reason.UNAVAILABLE, problem, null);
            }
        } catch (IOException e) {
            LOG.debug("free space is unknown", e);
        }
    }

    void works() {
        if (!problem.isEmpty()) {
            LOG.info("the database takes writes again");
            problem = "";
        }
    }

    /** Undoes what was begun; the connection is kept if it still serves. */
    void failed(Exception cause) {
        problem = (cause instanceof SQLException sqlCause && Dialect.diskFull(sqlCause)
                ? "the database's disk is full: "
                : "the database takes no writes: ") + cause.getMessage();
        var open = sql;
        if (open == null) {
            return;
        }
        try {
            open.connection().rollback();
            if (open.connection().isValid(5)) {
                return;
            }
        } catch (SQLException broken) {
            LOG.debug("the connection is broken", broken);
        }
        drop();
    }

    private void drop() {
        if (sql != null) {
            sql.close();
            sql = null;
        }
    }

    /**
     * Commits. When the database does not answer whether it has, nothing else is written until it does.
     *
     * @param txn the transaction's number, as it is written in it
     * @return whether it is durable
     */
    boolean commit(long txn) {
        try {
            open().connection().commit();
            works();
            return true;
        } catch (SQLException e) {
            LOG.warn("it is unknown whether transaction {} was committed; looking", txn, e);
            problem = "it is unknown whether the last transaction was committed: " + e.getMessage();
            uncertain = true;
            boolean arrived = look(txn);
            uncertain = false;
            return arrived;
        }
    }

    private boolean look(long txn) {
        drop();
        for (long pause = FIRST_PAUSE_MILLIS;; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                long newest = DatabaseState.txn(open().connection());
                open().connection().commit();
                boolean arrived = newest >= txn;
                LOG.warn("transaction {} was {}committed", txn, arrived ? "" : "not ");
                if (arrived) {
                    works();
                } else {
                    problem = "the last transaction failed to commit and was undone";
                }
                return arrived;
            } catch (SQLException e) {
                drop();
                problem = "the database cannot be reached to see what became of the last transaction: "
                        + e.getMessage();
            }
            if (stopped(pause)) {
                return false;
            }
        }
    }

    private boolean stopped(long pauseMillis) {
        try {
            return givenUp.await(pauseMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Ends a search for the fate of a transaction: the gateway stops. */
    void giveUp() {
        givenUp.countDown();
    }

    void close() {
        drop();
    }
}
