// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The newest public records in memory, and older ones from the journal: subscribers that keep up cost the store nothing.
 * The journal's listener thread only appends here and wakes whom it concerns.
 */
@Component(service = Feed.class)
public final class Feed {
    private static final int KEPT = 2_048;
    private static final int PAGE = 256;

    private final Journal journal;
    private final Journal.Registration registration;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock: every public record after {@link #horizon} up to {@link #newest}. */
    private final ArrayDeque<FeedRecord> recent = new ArrayDeque<>();
    /** Guarded by the lock. Nothing is known until the first commit. */
    private long horizon = Long.MAX_VALUE;
    private long newest;

    /** Begins to listen. */
    @Activate
    public Feed(@Reference Journal journal) {
        this.journal = journal;
        registration = journal.listen(this::committed);
    }

    @Deactivate
    void stop() {
        registration.close();
    }

    void add(Subscription subscription) {
        subscriptions.add(subscription);
    }

    void remove(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** All subscriptions that are open. */
    Set<Subscription> subscriptions() {
        return subscriptions;
    }

    /** The newest durable position. */
    long newest() {
        return journal.newest();
    }

    /** The position below which nothing is kept. */
    long prunedTo() {
        return journal.prunedTo();
    }

    /** The public records after a position, as far as one page goes. */
    Page after(long position) {
        lock.lock();
        try {
            if (position >= horizon) {
                return recentAfter(position);
            }
        } finally {
            lock.unlock();
        }
        var records = journal.after(position, PAGE);
        var upTo = records.isEmpty() ? position : records.getLast().position();
        // what commits from here on wakes whoever asked
        return new Page(records.stream().filter(Feed::isPublic).map(FeedRecord::new).toList(), upTo,
                records.isEmpty() || upTo >= journal.newest(), false);
    }

    private Page recentAfter(long position) {
        var page = new ArrayList<FeedRecord>();
        // from the newest backwards: who keeps up finds its few records at once
        var backwards = recent.descendingIterator();
        while (backwards.hasNext()) {
            var record = backwards.next();
            if (record.position() <= position) {
                break;
            }
            page.add(record);
        }
        return new Page(page.reversed(), Math.max(position, newest), true, true);
    }

    private void committed(List<JournalRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        var fresh = records.stream().filter(Feed::isPublic).map(FeedRecord::new).toList();
        long before;
        long now = records.getLast().position();
        lock.lock();
        try {
            if (horizon == Long.MAX_VALUE) {
                horizon = records.getFirst().position() - 1;
                newest = horizon;
            }
            before = newest;
            recent.addAll(fresh);
            fresh.stream().filter(Feed::erases).map(FeedRecord::position).max(Long::compare).ifPresent(this::forget);
            while (recent.size() > KEPT) {
                horizon = recent.removeFirst().position();
            }
            newest = now;
        } finally {
            lock.unlock();
        }
        for (var subscription : subscriptions) {
            subscription.committed(fresh, before, now);
        }
    }

    /** What was erased is not told from memory: the journal says what is left of it. Called with the lock held. */
    private void forget(long erased) {
        recent.removeIf(record -> record.position() <= erased);
        horizon = Math.max(horizon, erased);
    }

    private static boolean erases(FeedRecord record) {
        return record.type() == RecordType.SESSION_ERASED;
    }

    private static boolean isPublic(JournalRecord record) {
        return record.entry().type().isPublic();
    }

    /**
     * Some records.
     *
     * @param records in order
     * @param upTo the position that this goes to: nothing public up to it is missing
     * @param last whether there was no more
     * @param live whether they came from memory
     */
    record Page(List<FeedRecord> records, long upTo, boolean last, boolean live) {}
}
