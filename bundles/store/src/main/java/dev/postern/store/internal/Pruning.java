// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.store.internal.DurableState.Segment;

/**
 * Drops whole segments of the journal, the oldest first: the only way in which space comes back cheaply. A segment stays
 * while a turn that has not ended has records in it; everything else that sessions need of the past is in their rows. Each
 * chain tells how far the journal was pruned, in the transaction that does it. For the committing thread.
 */
final class Pruning {
    private final Durable durable;
    private final Segments segments;
    private final AuditHeads heads;
    private final Preparation preparation;
    private final Clock clock;
    private final int keepMonths;

    /** @param keepMonths full months kept beside the current one; 0 keeps all */
    Pruning(Durable durable, Segments segments, AuditHeads heads, Preparation preparation, Clock clock,
            int keepMonths) {
        this.durable = durable;
        this.segments = segments;
        this.heads = heads;
        this.preparation = preparation;
        this.clock = clock;
        this.keepMonths = keepMonths;
    }

    /** What drops all that is old; empty when nothing is. */
    Optional<PreparedBatch> due(Connection connection) throws SQLException {
        if (keepMonths == 0) {
            return Optional.empty();
        }
        int oldestKept = Segments.period(YearMonth.now(clock.withZone(ZoneOffset.UTC)).minusMonths(keepMonths));
        var kept = new ArrayList<>(durable.state().segments());
        var gone = new ArrayList<Segment>();
        while (kept.size() > 1 && kept.getFirst().period() < oldestKept && !needed(connection, kept.getFirst())) {
            gone.add(kept.removeFirst());
        }
        if (gone.isEmpty()) {
            return Optional.empty();
        }
        long to = kept.getFirst().firstPosition() - 1;
        var told = preparation.prepare(new Batch(
                heads.chains().stream().<Write>map(chain -> new Write.Append(pruned(chain, to))).toList()));
        return Optional.of(new PreparedBatch(told.entries(), told.runs(), told.audits(),
                List.of((stage, _) -> drop(stage.sql().connection(), gone, to)), told.bytes(), told.done()));
    }

    private Entry pruned(String chain, long to) {
        var meta = JsonObject.builder().put("to", to).put("keepMonths", keepMonths).put("by", "gateway").build();
        return new Entry(RecordType.JOURNAL_PRUNED, chain, null, null, null, clock.instant(), meta, JsonObject.EMPTY,
                JsonObject.EMPTY);
    }

    private static boolean needed(Connection connection, Segment segment) throws SQLException {
        try (var select = connection.prepareStatement("select 1 from turns t join " + segment.table()
                + " j on j.turn = t.id and j.tenant = t.tenant where t.is_open = 1")) {
            select.setMaxRows(1);
            try (var rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * Readers are told first: none begins to read what is about to go. What is told counts no more when the transaction
     * fails, for the database is asked again then.
     */
    private void drop(Connection connection, List<Segment> gone, long to) throws StoreException, SQLException {
        var before = durable.state();
        var all = before.segments();
        if (all.size() <= gone.size() || !all.subList(0, gone.size()).equals(gone)) {
            throw new StoreException(StoreException.Reason.REVISION, "the journal was pruned meanwhile", null);
        }
        durable.set(new DurableState(before.txn(), before.position(), to,
                List.copyOf(all.subList(gone.size(), all.size()))));
        for (var segment : gone) {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("delete from segments where period = " + segment.period());
            }
            segments.drop(connection, segment);
        }
    }
}
