// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.scratchpad.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.memory.Scratchpad;
import dev.postern.api.memory.Scratchpads;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tools do with a pad, and what they declare. */
class ScratchpadToolsTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private final StrictJson json = new StrictJson();
    private final Map<String, String> notes = new TreeMap<>();
    private final Scratchpads pads = _ -> new MapPad();
    private final ToolContext context = (ToolContext) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[]{ToolContext.class}, (_, method, _) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    @Test
    void writesReadsListsAndDeletes() throws Exception {
        assertFits("scratchpad.write", new WriteNote(pads).call(new WriteNote.Input("order", "4711"), context));
        var read = new ReadNote(pads).call(new ReadNote.Input("order"), context);
        assertThat(read.note().text()).contains("4711");
        assertFits("scratchpad.read", read);
        var list = new ListNotes(pads).call(new ListNotes.Input(), context);
        assertThat(list.notes()).singleElement().satisfies(note -> {
            assertThat(note.key()).isEqualTo("order");
            assertThat(note.characters()).isEqualTo(4);
            assertThat(note.text()).isEmpty();
        });
        assertFits("scratchpad.list", list);
        var deleted = new DeleteNote(pads).call(new DeleteNote.Input("order"), context);
        assertThat(deleted.deleted()).isTrue();
        assertFits("scratchpad.delete", deleted);
        assertThat(new DeleteNote(pads).call(new DeleteNote.Input("order"), context).deleted()).isFalse();
    }

    @Test
    void whatIsNotThereIsSaidWithTheWayOut() {
        assertThatThrownBy(() -> new ReadNote(pads).call(new ReadNote.Input("order"), context))
                .isInstanceOfSatisfying(ToolException.class,
                        refused -> assertThat(refused.code()).isEqualTo("not_found"))
                .hasMessageContaining("scratchpad.list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scratchpad.read", "scratchpad.write", "scratchpad.list", "scratchpad.delete"})
    void declaresWhatItIs(String tool) throws Exception {
        var descriptor = descriptor(tool);
        assertThat(descriptor.text("risk")).contains("low");
        assertThat(descriptor.bool("idempotent")).contains(true);
        // what was noted may be somebody else's words; that it was noted is not
        assertThat(descriptor.bool("foreign")).contains(tool.endsWith("read") || tool.endsWith("list"));
        var schema = json.schema(descriptor.object("inputSchema").orElseThrow());
        assertThat(descriptor.array("examples").orElseThrow().values()).isNotEmpty()
                .allSatisfy(example -> assertThat(schema.validate(example)).isEmpty());
    }

    private void assertFits(String tool, Record output) throws Exception {
        var schema = json.schema(descriptor(tool).object("outputSchema").orElseThrow());
        assertThat(schema.validate(json.write(output))).isEmpty();
    }

    private JsonObject descriptor(String tool) throws Exception {
        try (var in = getClass().getResourceAsStream("/POSTERN-INF/tools/" + tool + "-1.0.0.json")) {
            return (JsonObject) json.parse(in.readAllBytes());
        }
    }

    private final class MapPad implements Scratchpad {
        @Override
        public List<MemoryEntry> entries() {
            return notes.keySet().stream().flatMap(key -> read(key).stream()).toList();
        }

        @Override
        public Optional<MemoryEntry> read(String key) {
            return Optional.ofNullable(notes.get(key)).map(text -> new MemoryEntry(key, text, Origin.PERSON, "c_1", AT,
                    Optional.of(AT.plusSeconds(60)), Optional.empty()));
        }

        @Override
        public long write(String key, String text) {
            notes.put(key, text);
            return notes.size();
        }

        @Override
        public boolean delete(String key) {
            return notes.remove(key) != null;
        }
    }
}
