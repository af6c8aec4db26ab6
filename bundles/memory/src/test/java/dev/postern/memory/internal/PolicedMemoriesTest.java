// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.memory.MemoryQuery;
import dev.postern.api.memory.MemoryStore;
import dev.postern.api.memory.Recollection;
import dev.postern.api.message.Origin;
import dev.postern.core.identity.Principal;
import dev.postern.core.memory.Memories;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyRevision;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Write;
import dev.postern.json.StrictJson;
import dev.postern.policy.internal.PolicyBook;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real policy lets a turn read, and what is noted of it. */
class PolicedMemoriesTest {
    @TempDir
    Path home;
    private TestStore kept;
    private final List<MemoryQuery> asked = new ArrayList<>();

    @BeforeEach
    void open() {
        kept = TestStore.open(home, new NoMetrics());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void readsEachKindAndNotesItsRevision() {
        var read = memories(new Kept(MemoryKind.SCRATCHPAD), new Kept(MemoryKind.SUMMARY)).read(reader(List.of()));
        assertThat(read.recollections()).extracting(Recollection::kind)
                .containsExactly(MemoryKind.SUMMARY, MemoryKind.SCRATCHPAD);
        assertThat(read.record()).hasToString("""
                [{"memory":"summary","effect":"allow","rules":["risk.low"],"policy":0,"revision":7,"entries":0,\
                "leftOut":1},{"memory":"scratchpad","effect":"allow","rules":["risk.low"],"policy":0,"revision":7,\
                "entries":0,"leftOut":1}]""");
        assertThat(asked).extracting(MemoryQuery::session).containsOnly("s_1");
        assertThat(asked).extracting(MemoryQuery::maxCharacters).containsExactly(1_000, 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deny", "confirm", "hold"})
    void aRuleThatDeniesOrWouldAskHidesIt(String effect) throws Exception {
        put("{\"rules\":[{\"id\":\"no-summary\",\"effect\":\"" + effect
                + "\",\"when\":{\"tools\":[\"memory.summary\"]}}]}");
        var read = memories(new Kept(MemoryKind.SCRATCHPAD), new Kept(MemoryKind.SUMMARY)).read(reader(List.of()));
        assertThat(read.recollections()).extracting(Recollection::kind).containsExactly(MemoryKind.SCRATCHPAD);
        assertThat(asked).hasSize(1);
        assertThat(read.record().values().getFirst()).hasToString("{\"memory\":\"summary\",\"effect\":\"" + effect
                + "\",\"rules\":[\"document:no-summary\"],\"policy\":1}");
    }

    @Test
    void theSessionsDenyListHidesAndItsOtherListsDoNot() {
        var memories = memories(new Kept(MemoryKind.SCRATCHPAD), new Kept(MemoryKind.SUMMARY));
        assertThat(memories.read(reader(List.of("memory.*"))).recollections()).isEmpty();
        assertThat(memories.read(reader(List.of("files.*"))).recollections()).hasSize(2);
    }

    @Test
    void oneThatCannotBeReadIsMissingAndSaysSo() {
        var read = memories(new Kept(MemoryKind.SUMMARY) {
            @Override
            public Recollection read(MemoryQuery query) {
                throw new IllegalStateException("no disk");
            }
        }).read(reader(List.of()));
        assertThat(read.recollections()).isEmpty();
        assertThat(read.record().toString()).contains("\"failed\":true").doesNotContain("no disk");
    }

    @Test
    void whereNothingIsKeptNothingIsNoted() {
        assertThat(memories().read(reader(List.of()))).isEqualTo(Memories.Read.NOTHING);
    }

    private PolicedMemories memories(MemoryStore... stores) {
        var book = new PolicyBook(kept.store(), kept.rows(), kept.journal(), new StrictJson());
        return new PolicedMemories(book, Conversation.settings(8, 4), List.of(stores));
    }

    private void put(String document) throws Exception {
        kept.store().commit(Batch.of(new Write.PutPolicy(new PolicyRevision("default", 1, new Policy.Revision(1, 0),
                (JsonObject) JsonValue.parse(document), List.of(), "k_1", Conversation.AT, ""))));
    }

    private static Memories.Reader reader(List<String> deny) {
        var shipped = SessionSettings.DEFAULT;
        var settings = new SessionSettings(shipped.planner(), shipped.models(), shipped.queueMode(), 1,
                List.of("files.*"), deny, Optional.of("low"), Optional.of("low"), Optional.of("deny"), false, 600,
                shipped.pins(), shipped.collect(), shipped.instruction(), shipped.limits());
        var session = new Session("s_1", "default", "w", Session.GATEWAY, "k_1", "main", Conversation.AT,
                Conversation.AT, 1, Session.ExecutionState.ACTIVE, settings, SessionProgress.NONE);
        return new Memories.Reader(session, new Principal(Principal.Kind.PEER, "p", "default", Set.of(),
                Principal.Trust.UNKNOWN), Origin.FOREIGN, Conversation.AT);
    }

    /** One that has something that does not fit. */
    private class Kept implements MemoryStore {
        private final MemoryKind kind;

        Kept(MemoryKind kind) {
            this.kind = kind;
        }

        @Override
        public MemoryKind kind() {
            return kind;
        }

        @Override
        public Recollection read(MemoryQuery query) throws Exception {
            asked.add(query);
            return new Recollection(kind, 7, List.of(), List.of("large"), Origin.PERSON);
        }
    }
}
