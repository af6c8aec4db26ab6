// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.util.Set;

import dev.postern.core.session.SessionProgress;

/** How a run of a turn ended, for its lane. */
public sealed interface Outcome {
    /**
     * The turn ended.
     *
     * @param progress what the session keeps now
     */
    record Ended(SessionProgress progress) implements Outcome {}

    /** A call may have happened: nothing runs in the session until somebody decides. */
    record InDoubt() implements Outcome {}

    /**
     * Calls wait for a person's word: nothing runs in the session until one of these comes to something.
     *
     * @param on ids of approvals and of calls
     */
    record Waiting(Set<String> on) implements Outcome {
        /** Copies the ids. */
        public Waiting {
            on = Set.copyOf(on);
        }
    }

    /** The gateway stops; the turn goes on after the next start. */
    record Left() implements Outcome {}

    /**
     * Nothing could be recorded or read: the turn begins again from its records.
     *
     * @param cause why
     */
    record Again(Throwable cause) implements Outcome {}
}
