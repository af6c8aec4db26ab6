// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.postern.core.store.UnreadableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads that read, each with a connection of its own. Callers wait for them and may be interrupted meanwhile:
 * were they to read themselves, the interrupt of a cancelled turn would close the database's files (a Java file channel
 * does that), and a slow disk would hold the carriers of virtual threads.
 */
final class ReadPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadPool.class);

    private final Database database;
    private final Duration lastWork;
    private final ExecutorService threads;
    private final ThreadLocal<@Nullable SqlConnection> own = new ThreadLocal<>();
    private final Set<SqlConnection> all = ConcurrentHashMap.newKeySet();

    /** @param lastWork how long reads that have begun may take once the pool closes */
    ReadPool(Database database, int size, Duration lastWork) {
        this.database = database;
        this.lastWork = lastWork;
        this.threads = Executors.newFixedThreadPool(size,
                Thread.ofPlatform().daemon().name("postern-store-read-", 0).factory());
    }

    /**
     * Reads in a transaction of its own. A connection that fails is replaced, and the read tried once more.
     *
     * @throws UnreadableException when that fails too
     */
    <T extends @Nullable Object> T read(Query<T> query) {
        try {
            return CompletableFuture.supplyAsync(() -> attempt(query), threads).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw e;
        } catch (RejectedExecutionException closed) {
            throw new UnreadableException("the store is closed", closed);
        }
    }

    private <T extends @Nullable Object> T attempt(Query<T> query) {
        try {
            return once(query);
        } catch (SQLException first) {
            closeOwn();
            try {
                return once(query);
            } catch (SQLException again) {
                closeOwn();
                again.addSuppressed(first);
                throw new UnreadableException("the database cannot be read: " + again.getMessage(), again);
            }
        }
    }

    private <T extends @Nullable Object> T once(Query<T> query) throws SQLException {
        var sql = own.get();
        if (sql == null) {
            sql = database.reader();
            own.set(sql);
            all.add(sql);
        }
        var result = query.run(sql);
        sql.connection().commit();
        return result;
    }

    private void closeOwn() {
        var sql = own.get();
        own.remove();
        if (sql != null) {
            all.remove(sql);
            sql.close();
        }
    }

    /** Lets reads end that have begun, then closes; a connection that does not answer is cut. */
    @Override
    public void close() {
        threads.shutdown();
        if (ended()) {
            all.forEach(SqlConnection::close);
        } else {
            all.forEach(ReadPool::cut);
        }
    }

    private boolean ended() {
        try {
            return threads.awaitTermination(lastWork.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void cut(SqlConnection sql) {
        try {
            sql.connection().abort(Runnable::run);
        } catch (SQLException broken) {
            LOG.debug("a connection that did not answer cannot be cut", broken);
        }
    }

    /** A read. */
    @FunctionalInterface
    interface Query<T extends @Nullable Object> {
        T run(SqlConnection sql) throws SQLException;
    }
}
