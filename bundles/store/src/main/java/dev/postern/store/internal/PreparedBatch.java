// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.postern.core.store.Commit;
import dev.postern.core.store.Entry;
import dev.postern.core.store.StoreException;

/**
 * A batch with everything encoded that can be before it has its positions: by its caller, not by the one committing
 * thread.
 *
 * @param entries its records, times in whole milliseconds
 * @param runs the same, packed
 * @param audits drafts of the audit records that some of them become
 * @param changes to the projections, in order
 * @param bytes what it holds, about
 * @param done completed once it is durable or refused
 */
record PreparedBatch(
        List<Entry> entries,
        List<Run> runs,
        List<AuditDraft> audits,
        List<Change> changes,
        long bytes,
        CompletableFuture<Commit> done) implements Work {

    boolean isEmpty() {
        return entries.isEmpty() && changes.isEmpty();
    }

    /** A change to the projections. */
    @FunctionalInterface
    interface Change {

        /**
         * Checks for conflicts and stages the rows.
         *
         * @param base the position before the batch's first record
         * @throws StoreException the conflict
         */
        void stage(Stage stage, long base) throws StoreException, SQLException;
    }
}
