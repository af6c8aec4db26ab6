// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;

/**
 * A store for one call: it keeps on writing what came of it, once its start is durable, for as long as the store below takes
 * nothing, since the call must not simply be made again for that. Anything before is refused as ever.
 */
final class OutcomeStore implements Store {
    private final Store store;
    private final Duration again;
    private final BooleanSupplier down;
    private volatile boolean begun;

    /**
     * Over a store.
     *
     * @param again how long to wait before each try
     * @param down whether to give up
     */
    OutcomeStore(Store store, Duration again, BooleanSupplier down) {
        this.store = store;
        this.again = again;
        this.down = down;
    }

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        return store.submit(batch);
    }

    @Override
    public Commit commit(Batch batch) throws StoreException {
        while (true) {
            try {
                var commit = store.commit(batch);
                begun |= batch.writes().stream().anyMatch(OutcomeStore::begins);
                return commit;
            } catch (StoreException refused) {
                if (!begun || refused.reason() != StoreException.Reason.UNAVAILABLE || down.getAsBoolean()) {
                    throw refused;
                }
                pause();
            }
        }
    }

    private static boolean begins(Write write) {
        return write instanceof Write.Append(var entry) && entry.type() == RecordType.TOOL_STARTED;
    }

    /** An interrupt is for the call, not for its records. */
    private void pause() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(again.toNanos());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
