// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the committing thread, bounded by number and bytes. */
final class CommitQueue {
    private static final int GROUP_BATCHES = 512;
    private static final long GROUP_BYTES = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Work> waiting = new ArrayDeque<>();
    private final int maxBatches;
    private final long maxBytes;
    private long bytes;
    private boolean closed;

    CommitQueue(int maxBatches, long maxBytes) {
        this.maxBatches = maxBatches;
        this.maxBytes = maxBytes;
    }

    /** Whether there was room. A batch larger than all room is taken when nothing else waits. */
    Offer offer(Work work) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (waiting.size() >= maxBatches || !waiting.isEmpty() && bytes + work.bytes() > maxBytes) {
                return Offer.FULL;
            }
            waiting.add(work);
            bytes += work.bytes();
            arrived.signal();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for work; batches come together, other work alone, in order. Empty once closed and drained. */
    List<Work> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            var group = new ArrayList<Work>();
            long size = 0;
            while (!waiting.isEmpty() && group.size() < GROUP_BATCHES && size <= GROUP_BYTES) {
                boolean alone = !(waiting.getFirst() instanceof PreparedBatch);
                if (alone && !group.isEmpty()) {
                    break;
                }
                var work = waiting.removeFirst();
                group.add(work);
                size += work.bytes();
                if (alone) {
                    break;
                }
            }
            bytes -= size;
            return group;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; what waits is still given out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What became of an offer. */
    enum Offer {
        TAKEN, FULL, CLOSED
    }
}
