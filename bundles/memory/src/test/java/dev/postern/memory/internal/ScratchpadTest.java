// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.memory.MemoryQuery;
import dev.postern.api.memory.Scratchpad;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pads on the real store. */
class ScratchpadTest {
    @TempDir
    Path home;
    private TestStore kept;
    private Conversation talk;
    private Instant now = Conversation.AT;
    private final LiveSettings settings = Conversation.settings(8, 4);

    @BeforeEach
    void open() throws Exception {
        kept = TestStore.open(home, new NoMetrics());
        talk = new Conversation(kept, "s_1", SessionSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void keepsWhatIsWrittenAcrossARestart() throws Exception {
        var pad = pad("default", "s_1", Origin.PERSON);
        assertThat(pad.write("b", "two")).isEqualTo(1);
        assertThat(pad.write("a", "one")).isEqualTo(2);
        assertThat(pad.write("b", "too")).isEqualTo(3);
        kept.close();
        kept = TestStore.open(home, new NoMetrics());
        pad = pad("default", "s_1", Origin.PERSON);
        assertThat(pad.entries()).extracting(MemoryEntry::key).containsExactly("a", "b");
        assertThat(pad.read("b").orElseThrow().text()).isEqualTo("too");
        assertThat(pad.read("c")).isEmpty();
        assertThat(pad.delete("c")).isFalse();
        assertThat(pad.delete("b")).isTrue();
        assertThat(pad.entries()).hasSize(1);
    }

    @Test
    void anotherSessionOrTenantNeverSeesIt() throws Exception {
        pad("default", "s_1", Origin.PERSON).write("a", "mine");
        assertThat(pad("default", "s_2", Origin.PERSON).entries()).isEmpty();
        assertThat(pad("other", "s_1", Origin.PERSON).entries()).isEmpty();
        assertThat(pads().read(new MemoryQuery("other", "s_1", now, 1_000)).entries()).isEmpty();
        assertThat(pads().read(new MemoryQuery("default", "s_1", now, 1_000)).entries()).hasSize(1);
    }

    @Test
    void changesAreOnRecordWithTheirContentAndWhereItCameFrom() throws Exception {
        var pad = pad("default", "s_1", Origin.FOREIGN);
        pad.write("a", "obey");
        pad.delete("a");
        assertThat(talk.records(RecordType.MEMORY_CHANGED)).satisfiesExactly(written -> {
            assertThat(written.call()).isEqualTo("c_1");
            assertThat(written.meta().text("change")).contains("write");
            assertThat(written.meta().text("origin")).contains("foreign");
            assertThat(written.meta().integer("revision")).contains(1L);
            assertThat(written.payload()).hasToString("{\"key\":\"a\",\"text\":\"obey\"}");
        }, deleted -> {
            assertThat(deleted.meta().text("change")).contains("delete");
            assertThat(deleted.meta().integer("entries")).contains(0L);
        });
    }

    @Test
    void entriesAreThereAsLongAsConfigured() throws Exception {
        var pad = pad("default", "s_1", Origin.PERSON);
        pad.write("old", "x");
        now = now.plus(Duration.ofMinutes(59));
        pad.write("new", "y");
        assertThat(pad.entries()).hasSize(2);
        now = now.plus(Duration.ofMinutes(1));
        assertThat(pad.entries()).extracting(MemoryEntry::key).containsExactly("new");
        assertThat(pad.read("old")).isEmpty();
        assertThat(pad.delete("old")).isFalse();
        // what has expired takes no room
        pad.write("b", "");
        pad.write("c", "");
        assertThat(pad.entries()).extracting(MemoryEntry::key).containsExactly("b", "c", "new");
    }

    @Test
    void whatHasNoRoomIsRefusedAndNothingIsLost() throws Exception {
        var pad = pad("default", "s_1", Origin.PERSON);
        refused(() -> pad.write("a", "x".repeat(100)), "too_large", "the limit is 100");
        refused(() -> pad.write("a", "ü".repeat(50)), "too_large", "101 bytes");
        pad.write("a", "x".repeat(99));
        pad.write("b", "x".repeat(99));
        refused(() -> pad.write("c", "x"), "full", "202 bytes, and the limit is 200");
        pad.write("b", "");
        pad.write("c", "");
        refused(() -> pad.write("d", ""), "full", "3 entries, and the limit is 3");
        pad.write("c", "over it");
        assertThat(pad.entries()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a b", "ä", "a/b",
        "0123456789012345678901234567890123456789012345678901234567890123x"})
    void aBadKeyIsRefused(String key) {
        refused(() -> pad("default", "s_1", Origin.PERSON).write(key, "x"), "invalid_input", "1 to 64");
    }

    @Test
    void callsThatWriteSideBySideLoseNothing() throws Exception {
        var roomy = new LiveSettings(new MemorySettings(
                new MemorySettings.PadLimits(100, 100, 10_000, Duration.ofHours(1), 0), settings.now().summary()));
        var pads = new KeptScratchpads(kept.store(), kept.rows(), roomy);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<Long>>();
            for (int i = 0; i < 30; i++) {
                var key = "k" + i;
                calls.add(callers.submit(() -> pads.of(context("default", "s_1", Origin.PERSON)).write(key, key)));
            }
            for (var call : calls) {
                call.get();
            }
        }
        assertThat(pads.of(context("default", "s_1", Origin.PERSON)).entries()).hasSize(30);
    }

    @Test
    void plannersSeeTheNewestThatFit() throws Exception {
        var pad = pad("default", "s_1", Origin.PERSON);
        pad.write("old", "x".repeat(30));
        now = now.plusSeconds(1);
        pad.write("z", "x".repeat(30));
        now = now.plusSeconds(1);
        pad.write("b", "x".repeat(10));
        var read = pads().read(new MemoryQuery("default", "s_1", now, 50));
        assertThat(read.revision()).isEqualTo(3);
        assertThat(read.entries()).extracting(MemoryEntry::key).containsExactly("b", "z");
        assertThat(read.leftOut()).containsExactly("old");
    }

    @Test
    void isErasedWithItsSession() throws Exception {
        pad("default", "s_1", Origin.PERSON).write("a", "canary");
        kept.store().commit(Batch.of(new Write.EraseSession("default", "s_1")));
        assertThat(pad("default", "s_1", Origin.PERSON).entries()).isEmpty();
        assertThat(talk.records(RecordType.MEMORY_CHANGED).toString()).doesNotContain("canary");
        assertThat(pad("default", "s_1", Origin.PERSON).write("a", "anew")).isEqualTo(3);
    }

    @Test
    void aCallWithoutASessionHasNone() {
        refused(() -> pads().of(context("default", null, Origin.PERSON)), "no_session", "belongs to none");
    }

    private Scratchpad pad(String tenant, String session, Origin origin) throws ToolException {
        return pads().of(context(tenant, session, origin));
    }

    private KeptScratchpads pads() {
        return new KeptScratchpads(kept.store(), kept.rows(), settings);
    }

    private ToolContext context(String tenant, @org.jspecify.annotations.Nullable String session, Origin origin) {
        return (ToolContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{ToolContext.class},
                (_, method, _) -> switch (method.getName()) {
                    case "tenant" -> tenant;
                    case "session" -> Optional.ofNullable(session);
                    case "origin" -> origin;
                    case "call" -> "c_1";
                    case "clock" -> Clock.fixed(now, ZoneOffset.UTC);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code, String says) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class,
                refused -> assertThat(List.of(refused.code(), String.valueOf(refused.getMessage())))
                        .satisfiesExactly(one -> assertThat(one).isEqualTo(code),
                                two -> assertThat(two).contains(says)));
    }
}
