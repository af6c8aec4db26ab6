// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.util.List;

import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;

/** Where content came from, at worst. */
public final class Origins {
    private Origins() {}

    /** Of a message: foreign when any part of it is. */
    public static Origin of(List<Part> parts) {
        return parts.stream().anyMatch(part -> part.origin() == Origin.FOREIGN) ? Origin.FOREIGN : Origin.PERSON;
    }

    /** Of what a turn decided last, by its records; foreign when they are not kept any more. */
    public static Origin ofLastDecision(List<JournalRecord> records) {
        return records.reversed().stream()
                .filter(record -> record.entry().type() == RecordType.DECIDE_FINISHED)
                .findFirst()
                .flatMap(record -> record.entry().meta().text("origin"))
                .map(PartCodec::origin)
                .orElse(Origin.FOREIGN);
    }

    /** As records have it. */
    public static String text(Origin origin) {
        return PartCodec.origin(origin);
    }

    /** From a record. */
    public static Origin read(String text) {
        return PartCodec.origin(text);
    }
}
