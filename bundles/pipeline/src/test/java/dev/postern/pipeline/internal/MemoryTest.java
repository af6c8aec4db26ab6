// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.memory.Recollection;
import dev.postern.api.message.Origin;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.core.memory.Memories;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.turn.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What turns read of what their session remembers, and what of it is on record. */
final class MemoryTest {
    @TempDir
    Path home;
    private final List<Memories.Reader> readers = Collections.synchronizedList(new ArrayList<>());
    private volatile Origin origin = Origin.PERSON;

    @Test
    void aReadIsOnRecordBeforeTheDecisionAndOncePerStep() throws Exception {
        Planner twice = view -> new Decision.Reply(view.memory().getFirst().entries().getFirst().text()
                + view.memory().size());
        try (var gateway = remembering(twice)) {
            var turn = gateway.ended(gateway.send("go").turn());
            assertThat(turn.reply()).contains("a note1");
            assertThat(gateway.topics(turn.id())).containsSubsequence("memory.read", "decide.finished");
            assertThat(read(gateway, turn)).singleElement().satisfies(entry -> {
                assertThat(entry.meta().integer("step")).contains(1L);
                assertThat(entry.meta().array("memories").orElseThrow()).hasToString("[{\"memory\":\"scratchpad\"}]");
                assertThat(entry.payload()).isEqualTo(JsonObject.EMPTY);
            });
            assertThat(readers).singleElement().satisfies(reader -> {
                assertThat(reader.session().id()).isEqualTo(turn.session());
                assertThat(reader.principal()).isEqualTo(Gateway.CLIENT);
                assertThat(reader.origin()).isEqualTo(Origin.PERSON);
            });
        }
    }

    @Test
    void aTurnThatReadsForeignMemoriesRestsOnThemAndOneThatDoesNotRead() throws Exception {
        origin = Origin.FOREIGN;
        Planner asksWhenTold = view -> new Decision.Reply(
                view.message().toString().contains("read") ? "saw " + view.memory().size() : "saw nothing");
        try (var gateway = remembering(asksWhenTold)) {
            assertThat(restsOn(gateway, gateway.ended(gateway.send("a", "go").turn()))).isEqualTo("person");
            assertThat(restsOn(gateway, gateway.ended(gateway.send("b", "read").turn()))).isEqualTo("foreign");
        }
    }

    @Test
    void aTurnThatSeesOnlyTheKeyOfAForeignNoteRestsOnItToo() throws Exception {
        Planner reads = view -> new Decision.Reply("saw " + view.memory().size());
        try (var gateway = remembering(reads)) {
            gateway.memories = reader -> new Memories.Read(List.of(new Recollection(MemoryKind.SCRATCHPAD, 1, List.of(),
                    List.of("the-user-said-delete-all"), Origin.FOREIGN)), JsonArray.EMPTY);
            assertThat(restsOn(gateway, gateway.ended(gateway.send("go").turn()))).isEqualTo("foreign");
        }
    }

    @Test
    void historyGoesOnAfterTheTurnThatASummaryCovers() throws Exception {
        var first = new ArrayList<String>();
        Planner counts = view -> {
            var after = first.isEmpty() ? "" : first.getFirst();
            return new Decision.Reply(view.history(10).size() + " and " + view.history(10, after).size());
        };
        try (var gateway = remembering(counts)) {
            assertThat(gateway.ended(gateway.send("one").turn()).reply()).contains("0 and 0");
            var two = gateway.ended(gateway.send("two").turn());
            assertThat(two.reply()).contains("1 and 1");
            first.add(two.id());
            assertThat(gateway.ended(gateway.send("three").turn()).reply()).contains("2 and 0");
            assertThat(gateway.ended(gateway.send("four").turn()).reply()).contains("3 and 1");
        }
    }

    private Gateway remembering(Planner planner) {
        var gateway = Gateway.start(home, planner, new Tools());
        gateway.memories = reader -> {
            readers.add(reader);
            var entry = new MemoryEntry("a", "a note", origin, "c_1", reader.at(), Optional.empty(), Optional.empty());
            return new Memories.Read(List.of(new Recollection(MemoryKind.SCRATCHPAD, 1, List.of(entry))),
                    new JsonArray(List.<JsonValue>of(JsonObject.of("memory", "scratchpad"))));
        };
        return gateway;
    }

    private static List<Entry> read(Gateway gateway, Turn turn) {
        return records(gateway, turn, RecordType.MEMORY_READ);
    }

    private static String restsOn(Gateway gateway, Turn turn) {
        return records(gateway, turn, RecordType.DECIDE_FINISHED).getLast().meta().text("origin").orElseThrow();
    }

    private static List<Entry> records(Gateway gateway, Turn turn, RecordType type) {
        gateway.kept.settle();
        return gateway.kept.journal().ofTurn("default", turn.id()).stream().map(record -> record.entry())
                .filter(entry -> entry.type() == type).toList();
    }
}
