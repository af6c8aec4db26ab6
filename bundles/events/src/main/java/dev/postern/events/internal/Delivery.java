// SPDX-License-Identifier: Apache-2.0
package dev.postern.events.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

import dev.postern.api.event.Event;
import dev.postern.api.event.EventSubscriber;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber's way through the journal, on a virtual thread of its own. It keeps a position and nothing else: a slow
 * subscriber is behind, but what it has not seen lies in the journal and nowhere else.
 */
final class Delivery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int AT_ONCE = 100;

    private final EventSubscriber subscriber;
    private final String name;
    private final Set<RecordType> types;
    private final Journal journal;
    private final Metrics metrics;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private long position;
    private volatile boolean stopped;

    /**
     * A delivery of what is recorded from now on.
     *
     * @param name says in the log and in metrics who it is
     */
    Delivery(EventSubscriber subscriber, String name, Set<RecordType> types, Journal journal, Metrics metrics) {
        this.subscriber = subscriber;
        this.name = name;
        this.types = types;
        this.journal = journal;
        this.metrics = metrics;
        this.position = journal.newest();
        this.thread = Thread.ofVirtual().name("postern-events-" + name).inheritInheritableThreadLocals(false)
                .unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** There is something new in the journal. */
    void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** Ends the delivery and interrupts an event that is being taken. Does not wait. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    /** Whether nothing holds the subscriber any more. */
    boolean ended() {
        return !thread.isAlive();
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                deliverWhatIsThere();
                news.acquire();
            }
        } catch (InterruptedException e) {
            if (!stopped) {
                LOG.error("{} gets no more events: somebody interrupted its delivery", name);
            }
        }
    }

    private void deliverWhatIsThere() throws InterruptedException {
        while (!stopped) {
            var records = read();
            if (records.isEmpty()) {
                return;
            }
            for (var next : records) {
                if (stopped) {
                    return;
                }
                if (types.contains(next.entry().type())) {
                    deliver(next);
                }
                position = next.position();
            }
        }
    }

    private List<JournalRecord> read() throws InterruptedException {
        while (true) {
            try {
                return journal.after(position, AT_ONCE);
            } catch (RuntimeException e) {
                LOG.warn("{} waits for its events, the journal cannot be read: {}", name, e.getMessage());
                Thread.sleep(1_000);
            }
        }
    }

    /** Whatever a plugin throws is its own affair: the next event follows. */
    @SuppressWarnings("CatchThrowable")
    private void deliver(JournalRecord next) {
        var entry = next.entry();
        try {
            subscriber.onEvent(new Event(entry.type().topic(), entry.tenant(), next.cursor(), entry.at(),
                    entry.event()));
        } catch (Throwable e) {
            if (!stopped) {
                metrics.count("postern_event_failures", "subscriber", name);
                LOG.warn("{} failed at {} {}; the next event follows", name, entry.type().topic(), next.cursor(), e);
            }
        } finally {
            // an interrupt that was meant for the event ends with it
            if (Thread.interrupted() && stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
