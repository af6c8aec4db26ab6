package dev.postern.pipeline.internal.outbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import dev.postern.core.turn.OutboxItem;

/** The replies to one conversation, in their order, one on its way at a time. */
final class Channel {
    private final Deque<OutboxItem> items = new ArrayDeque<>();
    private final Set<String> ids = new HashSet<>();
    private boolean busy;

    /** Whether it was new. */
    synchronized boolean add(OutboxItem item) {
        if (!ids.add(item.id())) {
            return false;
        }
        items.add(item);
        return true;
    }

    /** The first item, to be carried out by the caller alone; empty when another does, or there is none. */
    synchronized Optional<OutboxItem> begin() {
        if (busy || items.isEmpty()) {
            return Optional.empty();
        }
        busy = true;
        return Optional.of(items.element());
    }

    /** The caller is done for now: the first item changed. */
    synchronized void put(OutboxItem changed) {
        items.poll();
        items.addFirst(changed);
        busy = false;
    }

    /** The caller is done: the first item is off. */
    synchronized void remove() {
        ids.remove(items.remove().id());
        busy = false;
    }

    synchronized boolean isEmpty() {
        return items.isEmpty();
    }

    /**
     * Whose replies.
     *
     * @param tenant whose
     * @param surface by which surface
     * @param peer to whom
     * @param thread in which conversation
     */
    record Key(String tenant, String surface, String peer, String thread) {
        static Key of(OutboxItem item) {
            return new Key(item.tenant(), item.surface(), item.peer(), item.thread());
        }
    }
}
