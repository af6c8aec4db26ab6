// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.util.Optional;

import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import org.osgi.annotation.versioning.ProviderType;

/** Runs tools: the only way to one. */
@ProviderType
public interface ToolRunner {

    /**
     * Chooses the version, validates, asks policy, records, runs, validates and redacts the outcome, and records it. The
     * intent is durable before anything that may change something; the outcome rides with the caller's next barrier.
     *
     * @param request what to do
     * @param recorder takes the records, in order, with those of the turn
     * @return how it ended; a failure is an outcome
     * @throws StoreException when the intent could not be recorded; nothing was run
     * @throws InterruptedException when the calling thread was interrupted; the call was cancelled or abandoned first,
     *     and that is recorded
     */
    CallOutcome run(CallRequest request, Recorder recorder) throws StoreException, InterruptedException;

    /** The id of the principal whose call runs; empty when it does not. */
    Optional<String> principal(String tenant, String call);

    /**
     * Cancels a call that runs; its outcome says so.
     *
     * @return whether it was running
     */
    boolean cancel(String tenant, String call);
}
