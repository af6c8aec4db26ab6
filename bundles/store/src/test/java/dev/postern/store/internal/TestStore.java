// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;

import dev.postern.core.audit.AuditLog;
import dev.postern.core.hash.Sha256;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.json.StrictJson;

/** The real store on embedded Derby in a folder. */
public record TestStore(Store store, Journal journal, Rows rows, AuditLog audit,
        AutoCloseable engine) implements AutoCloseable {

    public static TestStore open(Path home) {
        return open(home, new NoMetrics());
    }

    public static TestStore open(Path home, Metrics metrics) {
        try {
            EmptyDatabase.into(home);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return open(home, metrics, Clock.systemUTC(), StoreEngine.Limits.DEFAULT.keepMonths());
    }

    /** As the first start does it. */
    static TestStore create(Path home) {
        return open(home, new NoMetrics(), Clock.systemUTC(), StoreEngine.Limits.DEFAULT.keepMonths());
    }

    /** One that keeps so many months of the journal beside the current one. */
    public static TestStore open(Path home, Metrics metrics, Clock clock, int keepMonths) {
        try {
            var shipped = StoreEngine.Limits.DEFAULT;
            var engine = StoreEngine.open(Databases.derby(home), Migrations.shipped(), new StrictJson(), metrics, clock,
                    new StoreEngine.Limits(shipped.queueBatches(), shipped.queueBytes(), shipped.reserveBytes(),
                            shipped.readers(), keepMonths, shipped.lastWork()),
                    Sha256::hex);
            return new TestStore(engine, engine.journal(), engine.rows(), engine.audit(), engine);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** What is old goes now. */
    public void tidy() {
        ((StoreEngine) engine).tidy();
    }

    /** Returns once the journal shows whatever a row shows by now: rows are there to read a moment before. */
    public void settle() {
        try {
            store.commit(Batch.of());
        } catch (StoreException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        try {
            engine.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
