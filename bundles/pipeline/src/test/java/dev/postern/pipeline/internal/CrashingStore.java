// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Store;

/** Dies at a batch: that one is still durable or not, nobody hears of it, and nothing after it happens. */
final class CrashingStore implements Store {
    final CountDownLatch crashed = new CountDownLatch(1);
    private final Store store;
    private final Predicate<Batch> counts;
    private int left;
    private final boolean durable;

    /**
     * A store that dies.
     *
     * @param at which batch, from 1
     * @param durable whether that batch is durable
     */
    CrashingStore(Store store, int at, boolean durable) {
        this(store, _ -> true, at, durable);
    }

    /** One that dies at the first batch of a sort. */
    CrashingStore(Store store, Predicate<Batch> at, boolean durable) {
        this(store, at, 1, durable);
    }

    private CrashingStore(Store store, Predicate<Batch> counts, int at, boolean durable) {
        this.store = store;
        this.counts = counts;
        this.left = at;
        this.durable = durable;
    }

    @Override
    public synchronized CompletableFuture<Commit> submit(Batch batch) {
        if (left > 0 && counts.test(batch)) {
            left--;
            if (left == 0) {
                if (durable) {
                    store.submit(batch).join();
                }
                crashed.countDown();
            }
        }
        return left > 0 ? store.submit(batch) : new CompletableFuture<>();
    }
}
