// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import org.osgi.annotation.versioning.ProviderType;

/** Whether a call should end. Safe for use by any thread. */
@ProviderType
public interface Cancellation {

    /** Whether it should. */
    boolean requested();

    /** Throws when it should. */
    default void check() throws InterruptedException {
        if (requested()) {
            throw new InterruptedException("the call was cancelled");
        }
    }

    /**
     * Runs the action once the call is cancelled, at once if it is already: to close what an interrupt does not reach.
     *
     * @param action must not block for long
     */
    void onRequest(Runnable action);
}
