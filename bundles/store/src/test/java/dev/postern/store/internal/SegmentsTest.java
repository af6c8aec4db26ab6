// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Batch;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.Write;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of tables and rows over months. */
final class SegmentsTest {
    private static final StoreEngine.Limits KEEP_ONE_MONTH = new StoreEngine.Limits(100, 1 << 20, 0, 2, 1,
            StoreEngine.Limits.LAST_WORK);

    @TempDir
    Path home;

    private final SetClock clock = new SetClock("2026-11-30T23:59:59Z");

    private StoreEngine open(Migrations migrations) throws Exception {
        return StoreEngine.open(Databases.derby(home), migrations, new StrictJson(), new NoMetrics(), clock,
                KEEP_ONE_MONTH, Sha256::hex);
    }

    private List<String> tables() throws Exception {
        var names = new ArrayList<String>();
        try (var sql = Databases.derby(home).reader();
                var tables = sql.connection().getMetaData().getTables(null, "APP", "JOURNAL%", null)) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    @Test
    void goesOnInTheNextMonthsSegmentAndReadsAcross() throws Exception {
        try (var engine = open(Migrations.shipped())) {
            engine.commit(Batch.of(Samples.append("s_1", "t_1", "november")));
            assertThat(tables()).containsExactly("JOURNAL_202611", "JOURNAL_202612");
            clock.set("2026-12-01T00:00:00Z");
            engine.commit(Batch.of(Samples.append("s_1", "t_1", "december"), Samples.append("s_2", "t_2", "x")));
            clock.set("2026-11-30T23:59:59Z");
            engine.commit(Batch.of(Samples.append("s_1", "t_1", "the clock went back")));
        }
        clock.set("2027-03-05T00:00:00Z");
        try (var engine = open(Migrations.shipped())) {
            engine.commit(Batch.of(Samples.append("s_1", "t_1", "march, without a table made ahead")));
            assertThat(tables()).contains("JOURNAL_202703");
        }
        try (var engine = open(Migrations.shipped())) {
            assertThat(engine.journal().after(0, 10)).extracting(JournalRecord::position)
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(engine.journal().after(1, 3)).hasSize(3);
            assertThat(engine.journal().ofSession(Samples.TENANT, "s_1", 1, 10))
                    .extracting(JournalRecord::position).containsExactly(2L, 4L, 5L);
            assertThat(engine.journal().ofTurn(Samples.TENANT, "t_1")).hasSize(4);
        }
    }

    @Test
    void dropsSegmentsThatAreOldAndThatNoOpenTurnNeeds() throws Exception {
        try (var engine = open(Migrations.shipped())) {
            engine.commit(Batch.of(Samples.append("s_1", "t_1", "1"), Samples.append("s_1", "t_1", "2"),
                    new Write.PutTurn(Samples.turn("t_1", "s_1", Turn.State.RUNNING))));
            clock.set("2026-12-10T00:00:00Z");
            engine.commit(Batch.of(Samples.append("s_2", "t_2", "3")));
            clock.set("2027-01-10T00:00:00Z");
            engine.commit(Batch.of(Samples.append("s_2", "t_2", "4")));
            tidy(engine);
            assertThat(engine.journal().prunedTo()).isZero();

            engine.commit(Batch.of(new Write.PutTurn(Samples.turn("t_1", "s_1", Turn.State.FINISHED))));
            tidy(engine);
            assertThat(engine.journal().prunedTo()).isEqualTo(2);
            assertThat(tables()).doesNotContain("JOURNAL_202611").contains("JOURNAL_202612", "JOURNAL_202701");
            assertThat(engine.journal().ofTurn(Samples.TENANT, "t_1")).isEmpty();
        }
        try (var engine = open(Migrations.shipped())) {
            assertThat(engine.journal().prunedTo()).isEqualTo(2);
            assertThat(engine.journal().after(0, 10)).extracting(JournalRecord::position).containsExactly(3L, 4L);
        }
    }

    @Test
    void purgesOldOutcomesDeliveredRepliesAndClaims() throws Exception {
        var old = Instant.parse("2026-10-01T00:00:00Z");
        var fresh = Instant.parse("2026-11-30T12:00:00Z");
        try (var engine = open(Migrations.shipped())) {
            for (int i = 0; i < 450; i++) {
                engine.commit(Batch.of(new Write.PutOutcome(Samples.outcome("old" + i, old))));
            }
            engine.commit(Batch.of(new Write.PutOutcome(Samples.outcome("fresh", fresh)),
                    new Write.PutOutbox(Samples.outbox("o_1", OutboxItem.State.DELIVERED, old)),
                    new Write.PutOutbox(Samples.outbox("o_2", OutboxItem.State.PENDING, old)),
                    new Write.ClaimMessage(Samples.TENANT, "webhook", "m1", "s_1", "t_1", old),
                    new Write.ClaimMessage(Samples.TENANT, "webhook", "m2", "s_1", "t_1", fresh)));
            tidy(engine);
            for (int i = 0; i < 450; i += 50) {
                assertThat(engine.rows().outcome(Samples.TENANT, "p", "messages.send", "old" + i)).isEmpty();
            }
            assertThat(engine.rows().outcome(Samples.TENANT, "p", "messages.send", "fresh")).isPresent();
            assertThat(engine.rows().undelivered("webhook", 10)).hasSize(1);
            assertThat(count("outcomes")).isEqualTo(1);
            assertThat(count("outbox")).isEqualTo(1);
            assertThat(count("claims")).isEqualTo(1);
        }
    }

    private long count(String table) throws Exception {
        try (var sql = Databases.derby(home).reader();
                var rows = sql.connection().createStatement().executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Purging offers itself again while more is left: each wait lets one piece by. */
    private static void tidy(StoreEngine engine) throws Exception {
        engine.tidy();
        for (int piece = 0; piece < 5; piece++) {
            engine.commit(Batch.of());
        }
    }

    @Test
    void migratesFromVersionOneAndKeepsWhatIsThere() throws Exception {
        try (var engine = open(Migrations.shipped())) {
            engine.commit(Batch.of(Samples.append("s_1", "t_1", "old"),
                    new Write.PutTurn(Samples.turn("t_1", "s_1", Turn.State.RUNNING))));
        }
        var next = new ArrayList<>(Migrations.shipped().steps());
        next.add(new Script("create table extra (id int not null);\nalter table turns add column note varchar(10);\n"));
        try (var engine = open(new Migrations(next))) {
            assertThat(engine.journal().after(0, 10)).hasSize(1);
            assertThat(engine.rows().turn(Samples.TENANT, "t_1")).isPresent();
            assertThat(count("extra")).isZero();
        }
        assertThatThrownBy(() -> open(Migrations.shipped())).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("schema version " + next.size()).hasMessageContaining("newer gateway");
    }

    @Test
    void aMigrationThatFailsLeavesTheVersionBefore() throws Exception {
        open(Migrations.shipped()).close();
        var broken = new ArrayList<>(Migrations.shipped().steps());
        broken.add(new Script("create table extra (id int not null);\ncreate table turns (id int);\n"));
        assertThatThrownBy(() -> open(new Migrations(broken))).hasMessageContaining("TURNS");
        try (var engine = open(Migrations.shipped())) {
            assertThat(engine.commit(Batch.of(Samples.append("s_1", "t_1", "x"))).position()).isEqualTo(1);
        }
        assertThatThrownBy(() -> count("extra")).hasMessageContaining("EXTRA");
    }
}
