// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.run;

import java.util.List;
import java.util.Optional;

import dev.postern.core.store.Write;

/** Why a running turn has to stop. */
public sealed interface Stop {
    /**
     * Somebody cancelled it.
     *
     * @param by who
     * @param next the turn of the message that interrupted it; empty when it was cancelled by itself
     * @param riders what becomes durable with it
     */
    record Cancelled(String by, Optional<String> next, List<Write> riders) implements Stop {
        /** By itself. */
        public Cancelled(String by, List<Write> riders) {
            this(by, Optional.empty(), riders);
        }

        /** Copies the writes. */
        public Cancelled {
            riders = List.copyOf(riders);
        }
    }

    /** It ran too long. */
    record TimedOut() implements Stop {}

    /** What it uses is exchanged: the turn stands still at its next record, and goes on from there. */
    record Paused() implements Stop {}

    /** The gateway stops, or does not wait any longer: the turn goes on after the next start. */
    record Drained() implements Stop {}
}
