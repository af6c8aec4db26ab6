// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryKind;
import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Erased;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;

/** What every database must do with tables and rows over months, and with what is erased. */
abstract class UpkeepContract {
    private static final StoreEngine.Limits KEEP_ONE_MONTH = new StoreEngine.Limits(100, 1 << 20, 0, 2, 1,
            StoreEngine.Limits.LAST_WORK);

    private final SetClock clock = new SetClock("2026-11-30T23:59:59Z");

    abstract Database database() throws Exception;

    private StoreEngine open(Migrations migrations) throws Exception {
        return StoreEngine.open(database(), migrations, new StrictJson(), new NoMetrics(), clock,
                KEEP_ONE_MONTH, Sha256::hex);
    }

    private List<String> tables() throws Exception {
        var names = new ArrayList<String>();
        try (var sql = database().reader();
                var tables = sql.connection().getMetaData().getTables(null, null, "%", new String[]{"TABLE"})) {
            while (tables.next()) {
                var name = tables.getString("TABLE_NAME").toUpperCase(Locale.ROOT);
                if (name.startsWith("JOURNAL")) {
                    names.add(name);
                }
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

    @Test
    void erasesASessionInEveryMonthAndNoOthers() throws Exception {
        var secret = "what s_1 said";
        try (var engine = open(Migrations.shipped())) {
            engine.commit(Batch.of(new Write.PutSession(Samples.session("s_1", "one"), 0),
                    new Write.PutSession(Samples.session("s_2", "two"), 0), withReplay("s_1", "t_1", secret),
                    Samples.append("s_2", "t_2", "what s_2 said")));
            clock.set("2026-12-10T00:00:00Z");
            engine.commit(Batch.of(withReplay("s_1", "t_1", secret),
                    new Write.PutTurn(Samples.answered("t_1", "s_1", secret)),
                    new Write.PutTurn(Samples.answered("t_2", "s_2", "what s_2 said")),
                    new Write.PutCall(Samples.call("c_1", "s_1", Optional.of("t_1"), Call.State.RUNNING,
                            JsonObject.of("query", secret))
                            .now(Call.State.FINISHED, Optional.empty(), Optional.of(Samples.AT))),
                    new Write.PutMemory(Samples.memory("s_1", 3, secret), 0),
                    new Write.PutMemory(Samples.memory("s_2", 1, "what s_2 said"), 0)));
            engine.commit(Batch.of(new Write.EraseSession(Samples.TENANT, "s_1")));
        }
        try (var engine = open(Migrations.shipped())) {
            var records = engine.journal().after(0, 10);
            assertThat(records).hasSize(3);
            assertThat(records).extracting(record -> record.entry().session() + " " + record.entry().payload()
                    + record.entry().replay())
                    .noneMatch(told -> told.contains(secret)).filteredOn(told -> told.startsWith("s_1"))
                    .allMatch(told -> told.contains(Erased.TEXT));
            assertThat(records).extracting(record -> record.entry().payload())
                    .contains(JsonObject.of("text", "what s_2 said"));
            assertThat(records).allMatch(record -> record.entry().meta().equals(JsonObject.of("state", "x")));
            var rows = engine.rows();
            assertThat(rows.turn(Samples.TENANT, "t_1").orElseThrow().reply()).contains(Erased.TEXT);
            assertThat(rows.turn(Samples.TENANT, "t_2").orElseThrow().reply()).contains("what s_2 said");
            assertThat(rows.call(Samples.TENANT, "c_1").orElseThrow().input().toString()).doesNotContain(secret);
            assertThat(rows.memory(Samples.TENANT, "s_1", MemoryKind.SUMMARY)).hasValueSatisfying(memory -> {
                assertThat(memory.content()).isEqualTo(Erased.OBJECT);
                assertThat(memory.revision()).isEqualTo(4);
            });
            assertThat(rows.memory(Samples.TENANT, "s_2", MemoryKind.SUMMARY))
                    .contains(Samples.memory("s_2", 1, "what s_2 said"));
        }
    }

    /** Also of a session that remembers nothing: what was read of it before it was erased must not come back. */
    @Test
    void memoriesThatWereReadBeforeAnErasureAreRefusedAfterIt() throws Exception {
        try (var engine = open(Migrations.shipped())) {
            engine.commit(Batch.of(new Write.PutSession(Samples.session("s_1", "one"), 0),
                    Samples.append("s_1", "t_1", "said")));
            engine.commit(Batch.of(new Write.EraseSession(Samples.TENANT, "s_1")));
            assertThatThrownBy(() -> engine.commit(Batch.of(new Write.PutMemory(Samples.memory("s_1", 1, "said"), 0))))
                    .isInstanceOfSatisfying(StoreException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(StoreException.Reason.REVISION));
        }
    }

    private static Write withReplay(String session, String turn, String text) {
        var entry = Samples.entry(RecordType.TURN_STEP, session, turn, text);
        return new Write.Append(new Entry(entry.type(), entry.tenant(), entry.session(), entry.turn(), entry.call(),
                entry.at(), entry.meta(), entry.payload(), JsonObject.of("answer", text)));
    }

    @Test
    void erasesNoSessionInWhichATurnIsOpen() throws Exception {
        try (var engine = open(Migrations.shipped())) {
            engine.commit(Batch.of(new Write.PutSession(Samples.session("s_1", "one"), 0),
                    Samples.append("s_1", "t_1", "kept"),
                    new Write.PutTurn(Samples.turn("t_1", "s_1", Turn.State.RUNNING))));
            assertThatThrownBy(() -> engine.commit(Batch.of(new Write.EraseSession(Samples.TENANT, "s_1"))))
                    .isInstanceOfSatisfying(StoreException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(StoreException.Reason.SESSION_BUSY));
            assertThat(engine.journal().after(0, 10).getFirst().entry().payload())
                    .isEqualTo(JsonObject.of("text", "kept"));
        }
    }

    private long count(String table) throws Exception {
        try (var sql = database().reader();
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
        assertThatThrownBy(() -> open(new Migrations(broken))).hasMessageFindingMatch("(?i)turns");
        try (var engine = open(Migrations.shipped())) {
            assertThat(engine.commit(Batch.of(Samples.append("s_1", "t_1", "x"))).position()).isEqualTo(1);
        }
        assertThatThrownBy(() -> count("extra")).hasMessageFindingMatch("(?i)extra");
    }
}
