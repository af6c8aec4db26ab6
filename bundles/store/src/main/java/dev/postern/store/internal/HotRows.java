// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Committed rows in memory: those that were used lately, and, pinned, those that the transaction in progress changes.
 * The pins make readers independent of the writer: whoever finds no row here may read the database without locks, and
 * whoever would see a change that is not durable finds the row as it was before.
 */
final class HotRows {
    /** What the rows' JSON texts may add up to; the rows themselves take about three times that. */
    private static final long MAX_WEIGHT = 4L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Slot> slots = new LinkedHashMap<>(256, 0.75f, true);
    private long weight;

    /** The committed row; null when it must be looked for in the database. */
    @Nullable
    Slot get(Key key) {
        lock.lock();
        try {
            return slots.get(key);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the row as it is until {@link #settle}. Called before anything of the change reaches the database. */
    void pin(Key key, Slot committed) {
        put(key, new Slot(committed.row(), committed.weight(), true));
    }

    /** Ends a pin with what is committed now. */
    void settle(Key key, Slot committed) {
        put(key, new Slot(committed.row(), committed.weight(), false));
    }

    /** Notes a committed row that was read; the writer's word stands. */
    void remember(Key key, Slot read) {
        lock.lock();
        try {
            if (!slots.containsKey(key)) {
                put(key, read);
            }
        } finally {
            lock.unlock();
        }
    }

    void forget(Key key) {
        lock.lock();
        try {
            var gone = slots.remove(key);
            weight -= gone == null ? 0 : gone.cost();
        } finally {
            lock.unlock();
        }
    }

    private void put(Key key, Slot slot) {
        lock.lock();
        try {
            var before = slots.put(key, slot);
            weight += slot.cost() - (before == null ? 0 : before.cost());
            if (slot.row() == null && !slot.pinned()) {
                forget(key);
            }
            evict();
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        for (Iterator<Slot> eldest = slots.values().iterator(); weight > MAX_WEIGHT && eldest.hasNext();) {
            var slot = eldest.next();
            if (!slot.pinned()) {
                eldest.remove();
                weight -= slot.cost();
            }
        }
    }

    /**
     * A row as it is committed.
     *
     * @param row null when there is none
     * @param weight the length of its JSON text
     * @param pinned whether a transaction is changing it
     */
    record Slot(@Nullable Record row, int weight, boolean pinned) {
        static final Slot ABSENT = new Slot(null, 0, false);

        Slot(@Nullable Record row, int weight) {
            this(row, weight, false);
        }

        private long cost() {
            return weight + 200L;
        }
    }
}
