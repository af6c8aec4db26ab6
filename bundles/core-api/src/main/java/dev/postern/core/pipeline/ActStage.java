// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import java.util.List;

import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import org.osgi.annotation.versioning.ConsumerType;

/** The fifth stage: does what was decided. */
@ConsumerType
public interface ActStage {
    /**
     * Makes the calls of one step, all at once, and waits for them.
     *
     * @param calls what to call
     * @param recorder the turn's; every call records through it
     * @return the outcomes in the calls' order
     * @throws StoreException when an intent could not be recorded; that call was not run
     * @throws InterruptedException when cut off; every call has been ended or abandoned by then, and how is not recorded
     */
    List<CallOutcome> act(List<CallRequest> calls, Recorder recorder) throws StoreException, InterruptedException;

    /** Has calls that are being made come to their end now, as cancelled; {@link #act} then returns. Does not wait. */
    void cancel(List<CallRequest> calls);
}
