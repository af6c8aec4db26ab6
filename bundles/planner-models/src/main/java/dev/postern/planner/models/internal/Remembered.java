// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.memory.MemoryEntry;
import dev.postern.api.memory.MemoryKind;
import dev.postern.api.memory.Recollection;
import dev.postern.api.message.Origin;
import dev.postern.api.model.ModelMessage;

/** What a model is told of what the session remembers: whose words these are is marked, and that it is no message. */
final class Remembered {
    private final List<Recollection> memory;

    Remembered(List<Recollection> memory) {
        this.memory = memory;
    }

    /** The oldest part of the conversation. */
    Optional<String> summary() {
        return summaryEntry().map(entry -> "[Summary of this conversation's first "
                + entry.range().map(range -> range.turns() + " turns").orElse("turns")
                + ", made by the gateway; the turns themselves are not shown]\n" + marked(entry.origin(), entry.text())
                + "\n[End of the summary]");
    }

    /** The last turn that the summary covers; empty for none. */
    String coveredTurn() {
        return summaryEntry().flatMap(MemoryEntry::range).map(range -> range.lastTurn()).orElse("");
    }

    private Optional<MemoryEntry> summaryEntry() {
        return of(MemoryKind.SUMMARY).flatMap(read -> read.entries().stream().findFirst());
    }

    /** The notes as they are now. */
    Optional<String> scratchpad() {
        return of(MemoryKind.SCRATCHPAD).filter(pad -> !pad.entries().isEmpty() || !pad.leftOut().isEmpty())
                .map(Remembered::scratchpad);
    }

    private static String scratchpad(Recollection pad) {
        var text = new StringBuilder("[Your scratchpad of this conversation, shown by the gateway]");
        pad.entries().forEach(
                entry -> text.append('\n').append(marked(entry.origin(), entry.key() + ": " + entry.text())));
        if (!pad.leftOut().isEmpty()) {
            text.append("\n[not shown: ").append(marked(pad.leftOutOrigin(), String.join(", ", pad.leftOut())))
                    .append("]");
        }
        return text.append("\n[End of the scratchpad]").toString();
    }

    /**
     * The messages with a text at their beginning. It stands in the first message where a person says that: templates of some
     * models refuse two of one role in a row.
     */
    static List<ModelMessage> leading(Optional<String> text, List<ModelMessage> messages) {
        if (text.isEmpty()) {
            return messages;
        }
        var led = new ArrayList<ModelMessage>(messages);
        if (!led.isEmpty() && led.getFirst() instanceof ModelMessage.Said(var said, var images)) {
            led.set(0, new ModelMessage.Said(text.get() + "\n\n" + said, images));
        } else {
            led.addFirst(new ModelMessage.Said(text.get()));
        }
        return led;
    }

    private Optional<Recollection> of(MemoryKind kind) {
        return memory.stream().filter(read -> read.kind() == kind).findFirst();
    }

    private static String marked(Origin origin, String text) {
        return origin == Origin.FOREIGN ? Foreign.marked(text) : text;
    }
}
