// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.memory.MemoryKind;
import dev.postern.core.budget.Budgets;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.model.ModelDesk;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has summaries made after the end of turns that were let read one: no other session costs anything. One at a time of a
 * session, on threads of its own; what the gateway's stop cuts off is made after a later turn.
 */
@Component(service = SummaryKeeper.class, immediate = true)
public final class SummaryKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SummaryKeeper.class);
    /** More sessions than this wait for a later turn of theirs. */
    private static final int MOST_WAITING = 10_000;
    /** Of a session that has long gone without: so many pieces at once. */
    private static final int MOST_ROUNDS = 20;

    private final Summarizer summarizer;
    private final Semaphore places;
    private final Journal.Registration listening;
    private final ReentrantLock lock = new ReentrantLock();
    /** Turns that read a summary and have not ended. */
    private final Set<Key> reading = new HashSet<>();
    /** Sessions whose summary is looked after, and whether once more. */
    private final Map<Key, Boolean> busy = new HashMap<>();
    private final Set<Thread> threads = new HashSet<>();
    private boolean closed;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ModelDesk desk;

    /** Listens from now on. */
    @Activate
    public SummaryKeeper(@Reference Store store, @Reference Rows rows, @Reference Journal journal,
            @Reference Budgets budgets, @Reference LiveSettings settings, @Reference Metrics metrics) {
        summarizer = new Summarizer(store, rows, journal, () -> Optional.ofNullable(desk), budgets, settings, metrics,
                Clock.systemUTC());
        places = new Semaphore(settings.now().summary().parallel());
        listening = journal.listen(this::heard);
    }

    /** For tests: asks at this desk. */
    SummaryKeeper(Store store, Rows rows, Journal journal, LiveSettings settings, Metrics metrics,
            @Nullable ModelDesk desk) {
        this(store, rows, journal, _ -> List.of(), settings, metrics);
        this.desk = desk;
    }

    /** Cuts off what is being made. */
    @Deactivate
    void close() {
        listening.close();
        lock.lock();
        try {
            closed = true;
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is being made. */
    boolean isIdle() {
        lock.lock();
        try {
            return busy.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** On the store's own thread: must not block. */
    private void heard(List<JournalRecord> records) {
        for (var record : records) {
            var entry = record.entry();
            @Nullable
            String session = entry.session();
            @Nullable
            String turn = entry.turn();
            if (session == null || turn == null) {
                continue;
            }
            if (entry.type() == RecordType.MEMORY_READ && readsSummary(entry)) {
                reads(new Key(entry.tenant(), turn));
            } else if (TurnText.ends(entry.type())) {
                ended(new Key(entry.tenant(), turn), new Key(entry.tenant(), session));
            }
        }
    }

    private static boolean readsSummary(Entry entry) {
        return entry.meta().array("memories").orElse(JsonArray.EMPTY).values().stream()
                .anyMatch(read -> read instanceof JsonObject about
                        && about.text("memory").filter(MemoryKind.SUMMARY.text()::equals).isPresent()
                        && about.text("effect").filter("allow"::equals).isPresent());
    }

    private void reads(Key turn) {
        lock.lock();
        try {
            if (reading.size() < MOST_WAITING) {
                reading.add(turn);
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(Key turn, Key session) {
        lock.lock();
        try {
            if (!reading.remove(turn) || closed) {
                return;
            }
            if (busy.containsKey(session)) {
                busy.put(session, true);
            } else if (busy.size() < MOST_WAITING) {
                busy.put(session, false);
                var thread = Thread.ofVirtual().name("summary " + session.id()).unstarted(() -> run(session));
                threads.add(thread);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run(Key session) {
        boolean over = false;
        try {
            while (!over) {
                places.acquire();
                try {
                    look(session);
                } finally {
                    places.release();
                }
                over = isOver(session);
            }
        } catch (InterruptedException stopping) {
            LOG.debug("the summary of {} is left for a later turn", session.id());
        } finally {
            lock.lock();
            try {
                threads.remove(Thread.currentThread());
                if (!over) {
                    busy.remove(session);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void look(Key session) throws InterruptedException {
        try {
            int round = 0;
            while (round < MOST_ROUNDS && summarizer.refresh(session.tenant(), session.id())) {
                round++;
            }
        } catch (StoreException | RuntimeException refused) {
            LOG.warn("the summary of the session {} is not made now, but after a later turn: {}", session.id(),
                    refused.getMessage());
        }
    }

    /** Unless a turn has ended meanwhile; whichever ends from then on begins anew. */
    private boolean isOver(Key session) {
        lock.lock();
        try {
            boolean again = !closed && busy.getOrDefault(session, false);
            if (again) {
                busy.put(session, false);
            } else {
                busy.remove(session);
            }
            return !again;
        } finally {
            lock.unlock();
        }
    }

    private record Key(String tenant, String id) {}
}
