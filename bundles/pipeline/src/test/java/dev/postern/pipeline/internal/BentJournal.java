// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;

/** A journal in which somebody bent what turns read. */
record BentJournal(Journal journal, UnaryOperator<Entry> bend) implements Journal {
    @Override
    public long newest() {
        return journal.newest();
    }

    @Override
    public long prunedTo() {
        return journal.prunedTo();
    }

    @Override
    public List<JournalRecord> after(long position, int limit) {
        return journal.after(position, limit);
    }

    @Override
    public List<JournalRecord> ofSession(String tenant, String session, long after, int limit) {
        return journal.ofSession(tenant, session, after, limit);
    }

    @Override
    public List<JournalRecord> ofTurn(String tenant, String turn) {
        return journal.ofTurn(tenant, turn).stream()
                .map(record -> new JournalRecord(record.position(), bend.apply(record.entry()))).toList();
    }

    @Override
    public Registration listen(Consumer<List<JournalRecord>> listener) {
        return journal.listen(listener);
    }
}
