// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.audit.AuditHead;
import dev.postern.core.audit.AuditLog;
import dev.postern.core.audit.AuditRecord;
import dev.postern.core.hash.Sha256;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Erased;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who blanks a content by hand makes it look erased: it was only if that is on record. On the real store. */
class BlankedTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    /** Where records of this month go. */
    private static final String SEGMENT = "journal_"
            + YearMonth.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMM"));

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() throws Exception {
        store = TestStore.open(folder, new NoMetrics());
        for (var id : List.of("s_1", "s_2", "s_3")) {
            store.store().commit(Batch.of(new Write.PutSession(session(id, 1), 0), started(id)));
        }
        store.store().commit(Batch.of(new Write.Append(new Entry(RecordType.TOKEN_CREATED, "default", null, null, null,
                AT, JsonObject.EMPTY, JsonObject.of("name", "a token"), JsonObject.EMPTY))));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void isFoundWithItsPlace() throws Exception {
        blank("session = 's_3'");
        blank("session = 's_2'");
        assertThat(broken()).contains("2: what the journal's record 2 said is gone, and no session.erased of the"
                + " session s_2 is on record");
        erase("s_3");
        assertThat(broken().orElseThrow()).as("another's erasure accounts for nothing").startsWith("2: ");
        erase("s_2");
        assertThat(broken()).isEmpty();
    }

    @Test
    void isFoundBehindAnErasureToo() throws Exception {
        erase("s_1");
        assertThat(broken()).isEmpty();
        store.store().commit(Batch.of(started("s_1")));
        assertThat(broken()).isEmpty();
        blank("session = 's_1' and first_position > 5");
        assertThat(broken()).hasValueSatisfying(found -> assertThat(found).startsWith("6: ").contains("s_1"));
    }

    @Test
    void isFoundWhereNoSessionIs() throws Exception {
        blank("session is null");
        assertThat(broken()).contains(
                "4: what the journal's record 4 said is gone, and no session.erased of it is on record");
    }

    @Test
    void whatWasErasedIsValidAlsoAgainstAHeadFromBefore() throws Exception {
        var before = store.audit().head("default");
        erase("s_2");
        erase("s_1");
        assertThat(verify(store.audit(), Optional.of(before)).broken()).isEmpty();
        assertThat(verify(store.audit(), Optional.of(before)).erased()).isEqualTo(2);
    }

    @Test
    void whatIsErasedWhileItIsReadIsValid() throws Exception {
        var verdict = verify(new ErasingLog(), Optional.empty());
        assertThat(verdict.broken()).isEmpty();
        assertThat(verdict.erased()).isEqualTo(1);
        assertThat(verdict.head().seq()).as("the end as it was in the beginning").isEqualTo(4);
    }

    private Optional<String> broken() throws Exception {
        return verify(store.audit(), Optional.empty()).broken().map(found -> found.seq() + ": " + found.reason());
    }

    private Verification.Verdict verify(AuditLog log, Optional<AuditHead> kept) throws Exception {
        return new Verification(store.store(), log, store.journal(), Sha256::hex, "default", true).run(kept);
    }

    private void erase(String id) throws StoreException {
        var found = store.rows().session("default", id).orElseThrow();
        store.store().commit(Batch.of(new Write.PutSession(session(id, found.revision() + 1), found.revision()),
                new Write.EraseSession("default", id),
                new Write.Append(new Entry(RecordType.SESSION_ERASED, "default", id, null, null, AT,
                        JsonObject.of("by", "op"), JsonObject.EMPTY, JsonObject.EMPTY))));
    }

    /** As erasing leaves it, and behind the gateway's back. */
    private void blank(String where) throws Exception {
        store.close();
        try (var connection = DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby"));
                var read = connection.createStatement();
                var rows = read.executeQuery("select last_position, payload from " + SEGMENT + " where " + where);
                var update = connection.prepareStatement(
                        "update " + SEGMENT + " set payload = ?, replay = null where last_position = ?")) {
            int blanked = 0;
            while (rows.next()) {
                update.setBytes(1, blank(rows.getBytes(2)));
                update.setLong(2, rows.getLong(1));
                blanked += update.executeUpdate();
            }
            assertThat(blanked).isPositive();
        }
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby")
                + ";shutdown=true")).hasMessageContaining("shut");
        store = TestStore.open(folder, new NoMetrics());
    }

    private static byte[] blank(byte[] lines) throws JsonFormatException {
        var blank = new StringBuilder();
        for (var line : new String(lines, StandardCharsets.UTF_8).split("\n")) {
            blank.append(Erased.blank((JsonObject) JsonValue.parse(line))).append('\n');
        }
        return blank.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Write started(String session) {
        return new Write.Append(new Entry(RecordType.TOOL_STARTED, "default", session, null, "c_" + session, AT,
                JsonObject.of("tool", "mail.send"), JsonObject.of("text", "hello"), JsonObject.EMPTY));
    }

    private static Session session(String id, long revision) {
        return new Session(id, "default", "default", Session.GATEWAY, "op", id, AT, AT, revision,
                Session.ExecutionState.ACTIVE, SessionSettings.DEFAULT, SessionProgress.NONE);
    }

    /** Somebody erases a session once the end is known and before the first record is looked at. */
    private final class ErasingLog implements AuditLog {
        private boolean erased;

        @Override
        public List<AuditRecord> after(String chain, long seq, int limit) {
            if (!erased) {
                erased = true;
                try {
                    erase("s_2");
                } catch (StoreException refused) {
                    throw new IllegalStateException(refused);
                }
            }
            return store.audit().after(chain, seq, limit);
        }

        @Override
        public List<String> chains() {
            return store.audit().chains();
        }

        @Override
        public AuditHead head(String chain) {
            return store.audit().head(chain);
        }

        @Override
        public long before(String chain, Instant time) {
            return store.audit().before(chain, time);
        }
    }
}
