// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Usage;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.pipeline.internal.record.UsageCodec;

/** Adds up what a turn used, by its records: what was asked for and has no end counts as all that it may have used. */
final class UsageReader {
    private final Map<String, Usage> open = new HashMap<>();
    private Optional<Usage> used = Optional.empty();

    private UsageReader() {}

    static Optional<Usage> read(List<JournalRecord> records) {
        var reader = new UsageReader();
        records.stream().map(JournalRecord::entry).forEach(reader::take);
        return reader.used;
    }

    private void take(Entry entry) {
        switch (entry.type()) {
            case DECIDE_ASKED -> entry.meta().object("most").map(UsageCodec::read).ifPresent(most -> {
                // one of the same place that has no end was cut off
                open.put(place(entry.meta()), most);
                add(most);
            });
            case DECIDE_ANSWERED -> entry.meta().object("usage").map(UsageCodec::read).ifPresent(usage -> {
                var held = open.remove(place(entry.meta()));
                add(held == null ? usage : usage.minus(held));
            });
            default -> {
                // uses nothing
            }
        }
    }

    private void add(Usage more) {
        used = Optional.of(used.orElse(Usage.NONE).plus(more));
    }

    private static String place(JsonObject meta) {
        return meta.integer("step").orElse(0L) + " "
                + Once.place(meta.text("kind").orElse(""), meta.integer("number").orElse(0L));
    }
}
