// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.turn;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.planner.Usage;

/**
 * From one accepted message to its reply.
 *
 * @param id {@code t_…}, ordered by acceptance
 * @param tenant whose it is
 * @param session its session
 * @param state where it stands
 * @param acceptedAt when its message became durable
 * @param endedAt when it ended
 * @param reply what it answered
 * @param error the code and reason when it failed
 * @param steps how many steps were decided
 * @param commits how many commit barriers it needed so far, acceptance included
 * @param into the turn that took its message instead: this one ended without a step of its own
 * @param usage tokens and money that it used so far; empty when nothing it did counts any
 */
public record Turn(
        String id,
        String tenant,
        String session,
        State state,
        Instant acceptedAt,
        Optional<Instant> endedAt,
        Optional<String> reply,
        Optional<Failure> error,
        int steps,
        int commits,
        Optional<String> into,
        Optional<Usage> usage) {

    /** One that answers its message itself, and has used nothing that counts. */
    public Turn(String id, String tenant, String session, State state, Instant acceptedAt, Optional<Instant> endedAt,
            Optional<String> reply, Optional<Failure> error, int steps, int commits) {
        this(id, tenant, session, state, acceptedAt, endedAt, reply, error, steps, commits, Optional.empty(),
                Optional.empty());
    }

    /** Where a turn stands. */
    public enum State {
        QUEUED, RUNNING, WAITING_APPROVAL, IN_DOUBT, FINISHED, FAILED, CANCELLED;

        /** Whether nothing more happens. */
        public boolean ended() {
            return this == FINISHED || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * Why a turn failed.
     *
     * @param code stable, as on the wire
     * @param message for people
     */
    public record Failure(String code, String message) {}
}
