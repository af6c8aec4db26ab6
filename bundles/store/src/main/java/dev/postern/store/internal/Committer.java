// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Commit;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Takes what waits, gives positions, and makes it durable with one commit; whoever submitted
 * meanwhile is in the next one.
 */
final class Committer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private final CommitQueue queue;
    private final WriterLink link;
    private final Segments segments;
    private final HotRows hot;
    private final Durable durable;
    private final AuditHeads heads;
    private final RecentRecords recent;
    private final Runnable published;
    private final Metrics metrics;
    private final Metrics.Counter batchesCommitted;
    /** Whether something failed, and so it is to be read which segments there are. */
    private boolean stale;

    Committer(CommitQueue queue, WriterLink link, Segments segments, HotRows hot, Durable durable,
            AuditHeads heads, RecentRecords recent, Runnable published, Metrics metrics) {
        this.queue = queue;
        this.link = link;
        this.segments = segments;
        this.hot = hot;
        this.durable = durable;
        this.heads = heads;
        this.recent = recent;
        this.published = published;
        this.metrics = metrics;
        this.batchesCommitted = metrics.counter("postern_store_batches");
    }

    @Override
    public void run() {
        for (var work = queue.take(); !work.isEmpty(); work = queue.take()) {
            if (work.getFirst() instanceof Work.Upkeep upkeep) {
                upkeep(upkeep);
            } else {
                write(work.stream().map(PreparedBatch.class::cast).toList());
            }
        }
        link.close();
    }

    private SqlConnection open() throws SQLException {
        var sql = link.open();
        if (stale) {
            var found = DatabaseState.read(sql.connection());
            if (found.txn() == durable.state().txn()) {
                durable.set(found);
            }
            stale = false;
        }
        return sql;
    }

    private void upkeep(Work.Upkeep upkeep) {
        try {
            var sql = open();
            upkeep.run(sql.connection());
            sql.connection().commit();
            link.works();
        } catch (SQLException | RuntimeException e) {
            stale = true;
            LOG.warn("upkeep of the database failed and will be tried again: {}", e.getMessage());
            link.failed(e);
        }
    }

    private void write(List<PreparedBatch> batches) {
        if (batches.stream().allMatch(PreparedBatch::isEmpty)) {
            batches.forEach(batch -> batch.done().complete(new Commit(durable.state().position())));
            return;
        }
        long began = System.nanoTime();
        Group group = null;
        try {
            link.checkSpace(batches.stream().mapToLong(PreparedBatch::bytes).sum());
            var sql = open();
            group = stage(sql, batches);
            group.stage.pin();
            send(sql, group);
        } catch (StoreException noSpace) {
            batches.forEach(batch -> batch.done().completeExceptionally(noSpace));
            return;
        } catch (SQLException | RuntimeException e) {
            stale = true;
            link.failed(e);
            if (group != null) {
                group.stage.settleOld();
            }
            refuseOrSplit(batches, e);
            return;
        }
        if (link.commit(group.next.txn())) {
            publish(group);
            batchesCommitted.add(group.kept.size());
            metrics.time("postern_store_commit", Duration.ofNanos(System.nanoTime() - began));
        } else {
            stale = true;
            group.stage.settleOld();
            refuse(batches, link.problem(), null);
        }
    }

    /** One batch that the database does not take must not take others with it: each gets a transaction of its own. */
    private void refuseOrSplit(List<PreparedBatch> batches, Exception problem) {
        if (batches.size() > 1 && link.isOpen()) {
            batches.forEach(batch -> write(List.of(batch)));
        } else {
            LOG.warn("a batch was refused", problem);
            refuse(batches, "nothing can be written now: " + problem.getMessage(), problem);
        }
    }

    private static void refuse(List<PreparedBatch> batches, String message, @Nullable Exception cause) {
        var refused = new StoreException(Reason.UNAVAILABLE, message, cause);
        batches.forEach(batch -> batch.done().completeExceptionally(refused));
    }

    private Group stage(SqlConnection sql, List<PreparedBatch> batches) throws SQLException {
        var state = durable.state();
        // first: making a segment commits, and what the batches change must not be durable before their records
        int period = batches.stream().allMatch(batch -> batch.entries().isEmpty())
                ? 0
                : segments.current(sql.connection(), state.segments());
        var group = new Group(new Stage(hot, sql), new AuditLinks(heads), state);
        long base = state.position();
        for (var batch : batches) {
            try {
                for (var change : batch.changes()) {
                    change.stage(group.stage, base);
                }
                group.stage.keepBatch();
                group.kept.add(new Placed(batch, base));
                group.links.add(batch.audits(), base);
                base += batch.entries().size();
            } catch (StoreException conflict) {
                group.stage.dropBatch();
                group.conflicts.add(new Refused(batch, conflict));
            }
        }
        // pruning leaves fewer
        var left = durable.state();
        var used = left.segments();
        if (base > state.position()) {
            if (used.isEmpty() || used.getLast().period() != period) {
                group.newSegment = new DurableState.Segment(period, state.position() + 1);
                used = new ArrayList<>(used);
                used.add(group.newSegment);
            }
        }
        group.next = new DurableState(state.txn() + 1, base, left.prunedTo(), used);
        return group;
    }

    private static void send(SqlConnection sql, Group group) throws SQLException {
        var writer = new GroupWriter(sql);
        try {
            for (var placed : group.kept) {
                for (var run : placed.batch.runs()) {
                    writer.run(group.next.segments().getLast().table(), run, placed.base);
                }
            }
            writer.rows(group.stage.rows(), group.next.txn());
            writer.audit(group.links.rows());
            if (group.newSegment != null) {
                writer.segment(group.newSegment);
            }
            writer.committed(group.next);
            writer.execute();
        } finally {
            writer.clear();
        }
    }

    private void publish(Group group) {
        for (var placed : group.kept) {
            if (!placed.batch.entries().isEmpty()) {
                recent.add(placed.records(), placed.batch.bytes());
            }
        }
        group.stage.settleNew();
        group.links.publish();
        durable.set(group.next);
        published.run();
        for (var placed : group.kept) {
            int count = placed.batch.entries().size();
            placed.batch.done().complete(new Commit(count > 0 ? placed.base + count : group.next.position()));
        }
        for (var refused : group.conflicts) {
            refused.batch.done().completeExceptionally(refused.conflict);
        }
    }

    /** What one transaction holds. */
    private static final class Group {
        private final Stage stage;
        private final AuditLinks links;
        private final List<Placed> kept = new ArrayList<>();
        private final List<Refused> conflicts = new ArrayList<>();
        private DurableState next;
        private DurableState.@Nullable Segment newSegment;

        Group(Stage stage, AuditLinks links, DurableState before) {
            this.stage = stage;
            this.links = links;
            this.next = before;
        }
    }

    /** A batch and the position before its first record. */
    private record Placed(PreparedBatch batch, long base) {
        List<JournalRecord> records() {
            var records = new ArrayList<JournalRecord>(batch.entries().size());
            for (var entry : batch.entries()) {
                records.add(new JournalRecord(base + 1 + records.size(), entry));
            }
            return List.copyOf(records);
        }
    }

    /** A batch whose caller came too late. Told after the commit: what it lost against is durable then. */
    private record Refused(PreparedBatch batch, StoreException conflict) {}
}
