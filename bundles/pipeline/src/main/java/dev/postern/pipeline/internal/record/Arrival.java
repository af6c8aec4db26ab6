// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;

/**
 * How a message came into its session's queue, as {@code message.queued} holds it.
 *
 * @param mode what it does to a turn that runs
 * @param target the turn that it is to steer or to interrupt; empty when none had begun that its sender may reach
 */
public record Arrival(QueueMode mode, Optional<String> target) {
    /** It waits for a turn of its own. */
    public static final Arrival PLAIN = new Arrival(QueueMode.QUEUE, Optional.empty());

    /** One without a target. */
    public static Arrival of(QueueMode mode) {
        return new Arrival(mode, Optional.empty());
    }

    /** How the first message of a turn came, by the turn's records. */
    public static Arrival find(List<JournalRecord> records) {
        return records.stream()
                .map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.MESSAGE_QUEUED)
                .findFirst()
                .map(entry -> new Arrival(
                        entry.meta().text("mode").map(mode -> QueueMode.valueOf(mode.toUpperCase(Locale.ROOT)))
                                .orElse(QueueMode.QUEUE),
                        entry.meta().text("target")))
                .orElse(PLAIN);
    }
}
