// SPDX-License-Identifier: Apache-2.0
package dev.postern.events.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;

/** A journal in memory that can fail to be read. */
final class MemoryJournal implements Journal {
    static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private final List<JournalRecord> records = new ArrayList<>();
    private final List<Consumer<List<JournalRecord>>> listeners = new CopyOnWriteArrayList<>();
    private int failures;

    void append(RecordType type, String text) {
        JournalRecord added;
        synchronized (this) {
            added = new JournalRecord(records.size() + 1, new Entry(type, "default", "s_1", "t_1", null, AT,
                    JsonObject.of("state", "x"), JsonObject.of("text", text), JsonObject.of("secret", "replay only")));
            records.add(added);
        }
        listeners.forEach(listener -> listener.accept(List.of(added)));
    }

    synchronized void failOnce() {
        failures = 1;
    }

    @Override
    public synchronized long newest() {
        return records.size();
    }

    @Override
    public long prunedTo() {
        return 0;
    }

    @Override
    public synchronized List<JournalRecord> after(long position, int limit) {
        if (failures-- > 0) {
            throw new IllegalStateException("the database is away");
        }
        return records.stream().skip(position).limit(limit).toList();
    }

    @Override
    public List<JournalRecord> ofSession(String tenant, String session, long after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<JournalRecord> ofTurn(String tenant, String turn) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registration listen(Consumer<List<JournalRecord>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    int listeners() {
        return listeners.size();
    }
}
