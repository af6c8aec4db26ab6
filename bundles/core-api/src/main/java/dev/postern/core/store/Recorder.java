package dev.postern.core.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Collects the records of one turn or call between commit barriers: what is recorded rides along with the next barrier.
 * Safe for use by several threads; records keep the order in which they were made.
 */
public final class Recorder {
    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Write> pending = new ArrayList<>();
    private int barriers;

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
     * Makes all that was recorded durable before it returns. Does nothing when nothing is pending.
     *
     * @throws StoreException when it was refused; what was pending is pending no more
     */
    public void barrier() throws StoreException {
        CompletableFuture<Commit> commit;
        lock.lock();
        try {
            if (pending.isEmpty()) {
                return;
            }
            commit = store.submit(new Batch(pending));
            pending = new ArrayList<>();
            barriers++;
        } finally {
            lock.unlock();
        }
        try {
            commit.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException refused) {
                throw refused;
            }
            throw e;
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
