// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import dev.postern.core.store.Cursor;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import org.jspecify.annotations.Nullable;

/** A public record, encoded when the first subscriber gets it and then for all. */
final class FeedRecord {
    private final JournalRecord record;
    /** The event frame after the subscription's id; encoding twice does no harm. */
    private volatile byte @Nullable [] tail;

    FeedRecord(JournalRecord record) {
        this.record = record;
    }

    long position() {
        return record.position();
    }

    RecordType type() {
        return record.entry().type();
    }

    String tenant() {
        return record.entry().tenant();
    }

    @Nullable
    String session() {
        return record.entry().session();
    }

    byte[] tail() {
        var known = tail;
        if (known == null) {
            var entry = record.entry();
            known = EventText.tail(entry.type().topic(), Cursor.of(record.position()), entry.at(), entry.event());
            tail = known;
        }
        return known;
    }
}
