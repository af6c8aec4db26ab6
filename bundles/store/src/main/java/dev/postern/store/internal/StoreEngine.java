// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.postern.core.audit.AuditLog;
import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.health.HealthPart.Health;
import dev.postern.core.json.Json;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;

/** The parts put together, over one open database. */
final class StoreEngine implements Store, AutoCloseable {

    private final Database database;
    private final Limits limits;
    private final CommitQueue queue;
    private final WriterLink link;
    private final Durable durable;
    private final Preparation preparation;
    private final ReadPool readers;
    private final SegmentedJournal journal;
    private final SqlRows rows;
    private final SqlAuditLog audit;
    private final Caretaker caretaker;
    private final Thread committing;
    private final Thread dispatching;

    private StoreEngine(Database database, SqlConnection writer, Json json, Metrics metrics, Clock clock, Limits limits,
            KeyedDigest digest, DurableState state, AuditHeads heads) {
        this.database = database;
        this.limits = limits;
        var tables = new Tables(json);
        var codec = new RunCodec(json);
        var hot = new HotRows();
        var recent = new RecentRecords(state.position());
        durable = new Durable(state);
        queue = new CommitQueue(limits.queueBatches(), limits.queueBytes());
        link = new WriterLink(database, writer, limits.reserveBytes());
        readers = new ReadPool(database, limits.readers(), limits.lastWork());
        preparation = new Preparation(tables, codec, digest, new Contents(tables, durable, readers, recent));
        journal = new SegmentedJournal(durable, recent, readers, codec);
        rows = new SqlRows(tables, new CommittedRows(durable, hot, readers));
        audit = new SqlAuditLog(heads, readers);
        var segments = new Segments(database.dialect(), clock, state.segments());
        committing = Thread.ofPlatform().daemon().name("postern-store-commit")
                .unstarted(new Committer(queue, link, segments,
                        hot, durable, heads, recent, journal.dispatcher()::advanced, metrics));
        dispatching = Thread.ofPlatform().daemon().name("postern-store-listeners").unstarted(journal.dispatcher());
        caretaker = new Caretaker(queue, link, new Housekeeping(tables, hot, clock), segments,
                new Pruning(durable, segments, heads, preparation, clock, limits.keepMonths()));
    }

    /**
     * Brings the schema up to date and starts.
     *
     * @throws IllegalStateException when the database is newer than the code
     */
    static StoreEngine open(Database database, Migrations migrations, Json json, Metrics metrics, Clock clock,
            Limits limits, KeyedDigest digest) throws SQLException {
        var sql = database.writer();
        DurableState state;
        AuditHeads heads;
        try {
            migrations.run(sql.connection(), database.dialect());
            state = DatabaseState.read(sql.connection());
            heads = AuditHeads.read(sql.connection());
            sql.connection().commit();
        } catch (SQLException | RuntimeException e) {
            sql.close();
            throw e;
        }
        var engine = new StoreEngine(database, sql, json, metrics, clock, limits, digest, state, heads);
        engine.caretaker.start();
        engine.committing.start();
        engine.dispatching.start();
        return engine;
    }

    Journal journal() {
        return journal;
    }

    Rows rows() {
        return rows;
    }

    AuditLog audit() {
        return audit;
    }

    /** Has old rows and segments dropped soon, without waiting for the hour. */
    void tidy() {
        caretaker.tidy();
    }

    Health health() {
        return link.problem().isEmpty() ? Health.UP : Health.down(link.problem());
    }

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        var prepared = preparation.prepare(batch);
        if (link.uncertain()) {
            return refused(Reason.UNAVAILABLE, link.problem());
        }
        return switch (queue.offer(prepared)) {
            case TAKEN -> prepared.done();
            case FULL -> refused(Reason.OVERLOADED,
                    "more than " + limits.queueBatches() + " batches or " + limits.queueBytes() + " bytes wait");
            case CLOSED -> refused(Reason.UNAVAILABLE, "the store is closed");
        };
    }

    private static CompletableFuture<Commit> refused(Reason reason, String message) {
        return CompletableFuture.failedFuture(new StoreException(reason, message, null));
    }

    /** Writes what waits, then closes everything. */
    @Override
    public void close() {
        caretaker.close();
        queue.close();
        if (!ended(committing)) {
            link.giveUp();
            ended(committing);
        }
        journal.dispatcher().close();
        ended(dispatching);
        readers.close();
        database.close();
    }

    private boolean ended(Thread thread) {
        try {
            return thread.join(limits.lastWork());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Bounds.
     *
     * @param queueBatches batches that may wait
     * @param queueBytes what they may hold
     * @param reserveBytes what stays free on the disk of an embedded database; 0 does not look
     * @param readers connections that read
     * @param keepMonths full months of the journal kept beside the current one; 0 keeps all
     * @param lastWork how long a close waits for what is being written, and for what is being read
     */
    record Limits(int queueBatches, long queueBytes, long reserveBytes, int readers, int keepMonths,
            Duration lastWork) {
        static final Duration LAST_WORK = Duration.ofSeconds(10);
        static final Limits DEFAULT = new Limits(4_096, 64L << 20, 32L << 20, 4, 0, LAST_WORK);
    }
}
