// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Collects the records of one turn or call between commit barriers: what is recorded rides along with the next barrier.
 * Safe for use by several threads; records keep the order in which they were made, and none becomes durable after one
 * that was refused.
 */
public final class Recorder {
    /** How long a store that has no room is asked again: what has begun waits, only what has not is turned away. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ASK_AGAIN = Duration.ofMillis(20);

    private static final Set<StoreException.Reason> LATE = EnumSet.of(StoreException.Reason.APPROVAL_MOVED,
            StoreException.Reason.LIMIT_REACHED);

    private final Store store;
    /** Held while a batch is on its way: whoever comes meanwhile must not go on before his records are durable. */
    private final ReentrantLock barrier = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private List<Write> pending = new ArrayList<>();
    private int barriers;
    /** Guarded by the barrier: what came before is lost, so nothing that builds on it may be kept. */
    private @Nullable StoreException refused;

    /** A recorder over the store. */
    public Recorder(Store store) {
        this.store = store;
    }

    /** Records something; durable with the next barrier. */
    public void record(Write... writes) {
        lock.lock();
        try {
            pending.addAll(List.of(writes));
        } finally {
            lock.unlock();
        }
    }

    /** Records a journal entry; durable with the next barrier. */
    public void record(Entry entry) {
        record(new Write.Append(entry));
    }

    /**
     * Makes all that was recorded durable before it returns, also what another thread's barrier has on its way. Waits,
     * at most 30 s, while the store has no room.
     *
     * @throws StoreException when this or an earlier barrier was refused: what is recorded then is never kept
     */
    public void barrier() throws StoreException {
        barrier(List.of());
    }

    /**
     * The same, and these writes with it: they alone may meet others that move an approval, or reach a limit. That is told
     * as {@link StoreException.Reason#APPROVAL_MOVED} or {@link StoreException.Reason#LIMIT_REACHED}: of these nothing is
     * kept then, and what was recorded waits for the next barrier as if this had not been.
     *
     * @param moving what is kept together with what was recorded before
     * @throws StoreException when this or an earlier barrier was refused
     */
    public void barrier(List<Write> moving) throws StoreException {
        var before = List.<Write>of();
        barrier.lock();
        try {
            if (refused != null) {
                throw refused;
            }
            before = take();
            if (!before.isEmpty() || !moving.isEmpty()) {
                commit(new Batch(Stream.concat(before.stream(), moving.stream()).toList()));
                count();
            }
        } catch (StoreException e) {
            if (LATE.contains(e.reason()) && !moving.isEmpty()) {
                putBack(before);
            } else {
                refused = e;
            }
            throw e;
        } catch (RuntimeException broken) {
            refused = new StoreException(StoreException.Reason.UNAVAILABLE, "records before could not be written",
                    broken);
            throw broken;
        } finally {
            barrier.unlock();
        }
    }

    private void commit(Batch batch) throws StoreException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                store.commit(batch);
                return;
            } catch (StoreException refused) {
                if (refused.reason() != StoreException.Reason.OVERLOADED || System.nanoTime() - end > 0) {
                    throw refused;
                }
                pause();
            }
        }
    }

    /** An interrupt is for the work that is recorded, not for its records. */
    private static void pause() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(ASK_AGAIN.toNanos());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Write> take() {
        lock.lock();
        try {
            var taken = pending;
            pending = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Before what was recorded meanwhile. */
    private void putBack(List<Write> before) {
        lock.lock();
        try {
            pending.addAll(0, before);
        } finally {
            lock.unlock();
        }
    }

    private void count() {
        lock.lock();
        try {
            barriers++;
        } finally {
            lock.unlock();
        }
    }

    /** Whether anything was recorded, durable by now or not. */
    public boolean used() {
        lock.lock();
        try {
            return barriers > 0 || !pending.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** How many barriers wrote something so far. */
    public int barriers() {
        lock.lock();
        try {
            return barriers;
        } finally {
            lock.unlock();
        }
    }
}
