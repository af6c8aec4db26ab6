// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.core.audit.AuditRecord;
import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal does not keep any more was pruned on record, or was taken away. On the real store. */
class PrunedTest {
    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() throws Exception {
        store = at("2026-09-10T00:00:00Z", 1);
        started("default", "c_1");
        started(Entry.INSTALLATION, "c_2");
        store.close();
        store = at("2026-10-10T00:00:00Z", 1);
        started("default", "c_3");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void isOnRecordInEveryChain() throws Exception {
        prune();
        for (var chain : List.of("default", Entry.INSTALLATION)) {
            var last = store.audit().after(chain, 0, 100).getLast();
            assertThat(last.content().text("type")).contains("journal.pruned");
            assertThat(last.content().object("meta").orElseThrow().integer("to")).contains(2L);
            var verdict = verify(chain);
            assertThat(verdict.broken()).isEmpty();
            assertThat(verdict.pruned()).isEqualTo(1);
            assertThat(verdict.head()).isEqualTo(store.audit().head(chain));
        }
        store.close();
        store = at("2026-12-11T00:00:00Z", 1);
        assertThat(verify("default").broken()).as("after a restart").isEmpty();
    }

    @Test
    void moreThanWasPrunedOnRecordIsFound() throws Exception {
        prune();
        pretend(3);
        assertThat(verify("default").broken()).hasValueSatisfying(found -> {
            assertThat(found.seq()).isEqualTo(2);
            assertThat(found.reason()).isEqualTo(
                    "the journal does not keep the record 3 any more, and no journal.pruned on record goes as far");
        });
    }

    @Test
    void isFoundWhereNothingIsEverPruned() throws Exception {
        store.close();
        store = at("2026-12-10T00:00:00Z", 0);
        store.tidy();
        store.settle();
        assertThat(verify("default").pruned()).isZero();
        pretend(1);
        assertThat(verify("default").broken()).hasValueSatisfying(found -> assertThat(found.seq()).isEqualTo(1));
        assertThat(verify(Entry.INSTALLATION).broken()).as("its record is kept").isEmpty();
    }

    private void prune() throws Exception {
        store.close();
        store = at("2026-11-10T00:00:00Z", 1);
        store.tidy();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (types().stream().noneMatch("journal.pruned"::equals)) {
            assertThat(System.nanoTime()).as("awaited for a minute").isLessThan(end);
            store.settle();
        }
        assertThat(store.journal().prunedTo()).isEqualTo(2);
    }

    private List<String> types() {
        return store.audit().after("default", 0, 100).stream().map(AuditRecord::content)
                .map(content -> content.text("type").orElseThrow()).toList();
    }

    /** The column that no chain holds says what somebody wishes. */
    private void pretend(long position) throws Exception {
        store.close();
        try (var connection = DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby"));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update committed set pruned_to = " + position)).isEqualTo(1);
        }
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:derby:" + folder.resolve("data/derby")
                + ";shutdown=true")).hasMessageContaining("shut");
        store = at("2026-11-11T00:00:00Z", 0);
    }

    private TestStore at(String time, int keepMonths) {
        return TestStore.open(folder, new NoMetrics(), Clock.fixed(Instant.parse(time), ZoneOffset.UTC), keepMonths);
    }

    private void started(String tenant, String call) throws StoreException {
        store.store().commit(Batch.of(new Write.Append(new Entry(RecordType.TOOL_STARTED, tenant, null, null, call,
                Instant.parse("2026-09-10T00:00:00Z"), JsonObject.of("tool", "mail.send"),
                JsonObject.of("text", "hello"), JsonObject.EMPTY))));
    }

    private Verification.Verdict verify(String chain) throws Exception {
        return new Verification(store.store(), store.audit(), store.journal(), Sha256::hex, chain, true)
                .run(Optional.empty());
    }
}
