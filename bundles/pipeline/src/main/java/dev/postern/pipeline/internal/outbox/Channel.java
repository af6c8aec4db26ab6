// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.outbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import dev.postern.core.turn.OutboxItem;

/** The replies to one conversation, in their order, one on its way at a time. */
final class Channel {
    private final Key key;
    private final Deque<OutboxItem> items = new ArrayDeque<>();
    private boolean busy;

    Channel(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    synchronized void add(OutboxItem item) {
        items.add(item);
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
        items.remove();
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
