// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;

/** Takes nothing while a test says so, as when the disk is full. */
final class FailingStore implements Store {
    private final Store store;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean failing;

    FailingStore(Store store) {
        this.store = store;
    }

    void fails(boolean now) {
        failing = now;
    }

    /** How often something was refused. */
    int failures() {
        return failures.get();
    }

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        if (failing) {
            failures.incrementAndGet();
            return CompletableFuture.failedFuture(
                    new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full", null));
        }
        return store.submit(batch);
    }
}
