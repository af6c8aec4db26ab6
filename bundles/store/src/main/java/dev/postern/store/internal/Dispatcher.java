// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of what is durable, on one thread. Reads the journal by position, as they would: however long they
 * take, nothing is lost and nothing piles up.
 */
final class Dispatcher implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int PIECE = 1_000;

    private final Journal journal;
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    /** Held from reading news to knowing whom to tell: nobody begins to listen between the two. */
    private final ReentrantLock telling = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private boolean closed;
    private long told;

    Dispatcher(Journal journal) {
        this.journal = journal;
        this.told = journal.newest();
    }

    Journal.Registration listen(Consumer<List<JournalRecord>> listener) {
        telling.lock();
        try {
            var listening = new Listening(listener, journal.newest());
            listeners.add(listening);
            return () -> listeners.remove(listening);
        } finally {
            telling.unlock();
        }
    }

    /** There is more to tell. */
    void advanced() {
        lock.lock();
        try {
            advanced.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        while (awaitMore()) {
            try {
                long newest = journal.newest();
                var news = news();
                for (var listening : news.listeners()) {
                    tell(listening, news.records());
                }
                told = news.records().isEmpty() ? newest : news.records().getLast().position();
            } catch (RuntimeException e) {
                LOG.error("listeners of the journal missed what is after position {}; trying again", told, e);
                pause();
            }
        }
    }

    private News news() {
        telling.lock();
        try {
            return new News(journal.after(told, PIECE), List.copyOf(listeners));
        } finally {
            telling.unlock();
        }
    }

    private boolean awaitMore() {
        lock.lock();
        try {
            while (!closed && journal.newest() <= told) {
                advanced.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(Listening listening, List<JournalRecord> records) {
        var news = records.stream().filter(entry -> entry.position() > listening.from).toList();
        if (news.isEmpty()) {
            return;
        }
        try {
            listening.listener.accept(news);
        } catch (RuntimeException e) {
            LOG.error("a listener of the journal failed", e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What there is to tell, and who listened before it was read. */
    private record News(List<JournalRecord> records, List<Listening> listeners) {}

    /** A listener and the position it began at. */
    private record Listening(Consumer<List<JournalRecord>> listener, long from) {}
}
