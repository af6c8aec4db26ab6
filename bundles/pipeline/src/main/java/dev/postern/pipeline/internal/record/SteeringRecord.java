// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Part;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;

/**
 * {@code decide.steered}: messages that reached a turn that ran, with what they say, so that the turn can be decided on again
 * from its own records.
 *
 * @param step the step that is the first to see them, from 1
 * @param parts what they say, in order
 */
public record SteeringRecord(int step, List<Part> parts) {
    /** Copies the parts. */
    public SteeringRecord {
        parts = List.copyOf(parts);
    }

    /**
     * The record.
     *
     * @param turn the turn that they reached
     * @param messages as they were accepted, with turns of their own that end by this
     */
    public static Entry write(AcceptedTurn turn, int step, List<AcceptedTurn> messages, Instant at) {
        var meta = JsonObject.builder()
                .put("step", step)
                .put("messages",
                        JsonArray.ofStrings(messages.stream().flatMap(one -> one.messages().stream()).toList()))
                .put("turns", JsonArray.ofStrings(messages.stream().map(AcceptedTurn::id).toList()))
                .build();
        return new Entry(RecordType.DECIDE_STEERED, turn.tenant(), turn.session(), turn.id(), null, at, meta,
                JsonObject.builder().put("parts", PartCodec.write(parts(messages))).build(), JsonObject.EMPTY);
    }

    /** What messages say, in order. */
    public static List<Part> parts(List<AcceptedTurn> messages) {
        return messages.stream().flatMap(message -> message.message().parts().stream()).toList();
    }

    /** All of a turn, in order. */
    public static List<SteeringRecord> find(List<JournalRecord> records) {
        return entries(records)
                .map(entry -> new SteeringRecord(Math.toIntExact(entry.meta().integer("step").orElseThrow()),
                        entry.payload().array("parts").map(PartCodec::read).orElse(List.of())))
                .toList();
    }

    /** The turns whose messages reached a turn. */
    public static List<String> turns(List<JournalRecord> records) {
        return entries(records).flatMap(entry -> entry.meta().array("turns").orElse(JsonArray.EMPTY).strings().stream())
                .toList();
    }

    private static Stream<Entry> entries(List<JournalRecord> records) {
        return records.stream().map(JournalRecord::entry).filter(entry -> entry.type() == RecordType.DECIDE_STEERED);
    }
}
