package dev.postern.pipeline.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Store;

/** Dies at a batch: that one is still durable or not, nobody hears of it, and nothing after it happens. */
final class CrashingStore implements Store {
    final CountDownLatch crashed = new CountDownLatch(1);
    private final Store store;
    private int left;
    private final boolean durable;

    /**
     * A store that dies.
     *
     * @param at which batch, from 1
     * @param durable whether that batch is durable
     */
    CrashingStore(Store store, int at, boolean durable) {
        this.store = store;
        this.left = at;
        this.durable = durable;
    }

    @Override
    public synchronized CompletableFuture<Commit> submit(Batch batch) {
        left--;
        if (left > 0) {
            return store.submit(batch);
        }
        if (left == 0) {
            if (durable) {
                store.submit(batch).join();
            }
            crashed.countDown();
        }
        return new CompletableFuture<>();
    }
}
