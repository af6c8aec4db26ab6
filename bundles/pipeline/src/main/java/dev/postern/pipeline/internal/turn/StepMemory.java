// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.List;
import java.util.function.Consumer;

import dev.postern.api.json.JsonArray;
import dev.postern.api.memory.Recollection;
import dev.postern.api.message.Origin;
import dev.postern.core.memory.Memories;
import org.jspecify.annotations.Nullable;

/**
 * What one step's planner reads of what its session remembers: looked up when first asked for, on record before the planner
 * has it. Closed by the turn's thread, so that a planner that was abandoned reads nothing more.
 */
final class StepMemory {
    private final Memories memories;
    private final Memories.Reader reader;
    private final Consumer<JsonArray> note;
    private @Nullable List<Recollection> read;
    private boolean closed;

    /** @param note records what was read */
    StepMemory(Memories memories, Memories.Reader reader, Consumer<JsonArray> note) {
        this.memories = memories;
        this.reader = reader;
        this.note = note;
    }

    synchronized List<Recollection> read() {
        if (closed) {
            throw new IllegalStateException("the step is over, and with it what its planner may read");
        }
        if (read == null) {
            var found = memories.read(reader);
            if (!found.record().values().isEmpty()) {
                note.accept(found.record());
            }
            read = found.recollections();
        }
        return read;
    }

    /** The worst origin of what was handed out. */
    synchronized Origin origin() {
        boolean foreign = read != null && read.stream().map(Recollection::origin).anyMatch(Origin.FOREIGN::equals);
        return foreign ? Origin.FOREIGN : Origin.PERSON;
    }

    synchronized void close() {
        closed = true;
    }
}
