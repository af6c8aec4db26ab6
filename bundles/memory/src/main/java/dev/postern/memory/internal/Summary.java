// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.JournalRange;
import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.message.Origin;
import dev.postern.core.memory.Memory;

/**
 * A summary as its row has it.
 *
 * @param text what it says
 * @param origin the worst of what it was made of
 * @param by the model that made it, or {@link #EXTRACT}
 * @param range the turns that it covers
 */
record Summary(String text, Origin origin, String by, JournalRange range) {
    /** Made without a model. */
    static final String EXTRACT = "extract";

    /** Empty where none was made, or it was erased. */
    static Optional<Summary> of(Memory row) {
        var content = row.content();
        return content.object("range").flatMap(range -> content.text("text").map(text -> new Summary(text,
                Origins.read(content.text("origin")), content.text("by").orElse(""), range(range))));
    }

    private static JournalRange range(JsonObject range) {
        return new JournalRange(range.text("first").orElseThrow(), range.text("last").orElseThrow(),
                range.text("lastTurn").orElseThrow(), Math.toIntExact(range.integer("turns").orElseThrow()));
    }

    static JsonObject range(JournalRange range) {
        return JsonObject.builder().put("first", range.first()).put("last", range.last())
                .put("lastTurn", range.lastTurn()).put("turns", range.turns()).build();
    }

    JsonObject content() {
        return JsonObject.builder().put("text", text).put("origin", Origins.text(origin)).put("by", by)
                .put("range", range(range)).build();
    }

    MemoryEntry entry(Instant at) {
        return new MemoryEntry(MemoryKind.SUMMARY.text(), text, origin, by, at, Optional.empty(), Optional.of(range));
    }
}
