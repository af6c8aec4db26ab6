// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes batches durable, in the order they are submitted, many with one commit. One caller's conflict fails no other's
 * batch.
 */
@ProviderType
public interface Store {

    /**
     * Submits a batch. Completes once it is durable; exceptionally with a {@link StoreException} when nothing of it was
     * kept.
     *
     * @param batch what to write; may be empty, which waits for all that was submitted before
     */
    CompletableFuture<Commit> submit(Batch batch);

    /**
     * Submits a batch and waits. Not interruptible: what was submitted will be durable or refused.
     *
     * @throws StoreException when nothing of it was kept
     */
    default Commit commit(Batch batch) throws StoreException {
        try {
            return submit(batch).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException refused) {
                throw refused;
            }
            throw e;
        }
    }
}
