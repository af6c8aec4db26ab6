// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/** Keeps the journal in memory, and refuses batches when told so. */
final class FakeStore implements Store, Journal {
    final List<JournalRecord> records = new CopyOnWriteArrayList<>();
    final List<Write.PutOutcome> outcomes = new CopyOnWriteArrayList<>();
    volatile Predicate<Entry> refuse = entry -> false;

    @Override
    public synchronized CompletableFuture<Commit> submit(Batch batch) {
        for (Write write : batch.writes()) {
            if (write instanceof Write.Append(Entry entry) && refuse.test(entry)) {
                return CompletableFuture
                        .failedFuture(new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full", null));
            }
        }
        for (Write write : batch.writes()) {
            if (write instanceof Write.Append(Entry entry)) {
                records.add(new JournalRecord(records.size() + 1L, entry));
            } else if (write instanceof Write.PutOutcome outcome) {
                outcomes.add(outcome);
            }
        }
        notifyAll();
        return CompletableFuture.completedFuture(new Commit(records.size()));
    }

    /** Waits for a line of the story. */
    synchronized void awaitStory(String line) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!story().contains(line)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(line + " is not in " + story());
            }
            wait(left);
        }
    }

    /** What the journal says since, as type and plugin. */
    List<String> story() {
        var story = new ArrayList<String>();
        for (JournalRecord record : records) {
            story.add(record.entry().type().topic() + " " + record.entry().meta().text("plugin").orElse("-") + " "
                    + record.entry().meta().text("version").orElse("-"));
        }
        return story;
    }

    @Override
    public long newest() {
        return records.size();
    }

    @Override
    public long prunedTo() {
        return 0;
    }

    @Override
    public List<JournalRecord> after(long position, int limit) {
        return records.stream().filter(record -> record.position() > position).limit(limit).toList();
    }

    @Override
    public List<JournalRecord> ofSession(String tenant, String session, long after, int limit) {
        return List.of();
    }

    @Override
    public List<JournalRecord> ofTurn(String tenant, String turn) {
        return List.of();
    }

    @Override
    public Registration listen(Consumer<List<JournalRecord>> listener) {
        return () -> {};
    }
}
