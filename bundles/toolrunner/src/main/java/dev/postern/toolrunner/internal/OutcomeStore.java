// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.StoreException.Reason;
import dev.postern.core.store.Write;

/**
 * A store for one call: once its start is durable it keeps on writing what came of it for as long as the store below takes
 * nothing, since the call must not simply be made again for that. A start, also one of another attempt, is refused as ever:
 * what it was decided by may not hold any more when the store answers.
 */
final class OutcomeStore implements Store {
    private final Store store;
    private final Duration again;
    private final Duration longest;
    private final BooleanSupplier down;
    private final Consumer<StoreException> waits;
    private volatile boolean begun;

    /**
     * Over a store.
     *
     * @param again how long to wait before each try
     * @param longest after how long to give up: one batch may be what the store will never take
     * @param down whether to give up at once
     * @param waits told of each refusal that is waited out
     */
    OutcomeStore(Store store, Duration again, Duration longest, BooleanSupplier down, Consumer<StoreException> waits) {
        this.store = store;
        this.again = again;
        this.longest = longest;
        this.down = down;
        this.waits = waits;
    }

    @Override
    public CompletableFuture<Commit> submit(Batch batch) {
        return store.submit(batch);
    }

    @Override
    public Commit commit(Batch batch) throws StoreException {
        boolean begins = batch.writes().stream().anyMatch(OutcomeStore::begins);
        if (begun && !begins) {
            return holdOn(batch);
        }
        var commit = store.commit(batch);
        begun |= begins;
        return commit;
    }

    private Commit holdOn(Batch batch) throws StoreException {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            try {
                return store.commit(batch);
            } catch (StoreException refused) {
                if (!mayPass(refused.reason()) || down.getAsBoolean() || System.nanoTime() - end > 0) {
                    throw refused;
                }
                waits.accept(refused);
                pause();
            } catch (RuntimeException broken) {
                throw new StoreException(Reason.UNAVAILABLE, "what came of the call cannot be written", broken);
            }
        }
    }

    private static boolean mayPass(Reason reason) {
        return reason == Reason.UNAVAILABLE || reason == Reason.OVERLOADED;
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
