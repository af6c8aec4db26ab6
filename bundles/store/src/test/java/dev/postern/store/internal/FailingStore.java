// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/** Takes nothing while a test says so, as when the disk is full; or not this. */
public final class FailingStore implements Store {
    private final Store store;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Predicate<Batch> refused = _ -> false;
    private volatile Exception how = unavailable();

    /** Over the real one. */
    public FailingStore(Store store) {
        this.store = store;
    }

    /** Whether everything is refused from now on. */
    public void fails(boolean now) {
        refuses(_ -> now, unavailable());
    }

    /** What holds such a record is refused in that way from now on. */
    public void refuses(RecordType type, Exception with) {
        refuses(batch -> batch.writes().stream()
                .anyMatch(write -> write instanceof Write.Append(var entry) && entry.type() == type), with);
    }

    private void refuses(Predicate<Batch> these, Exception with) {
        how = with;
        refused = these;
    }

    /** As on a full disk. */
    public static StoreException unavailable() {
        return new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full", null);
    }

    /** How often something was refused. */
    public int failures() {
        return failures.get();
    }

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        if (refused.test(batch)) {
            failures.incrementAndGet();
            return CompletableFuture.failedFuture(how);
        }
        return store.submit(batch);
    }
}
