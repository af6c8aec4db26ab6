// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.turn;

import java.time.Instant;
import java.util.Optional;

import dev.postern.api.json.JsonObject;

/**
 * One tool invocation.
 *
 * @param id {@code c_…}
 * @param tenant whose it is
 * @param session its session
 * @param turn its turn, if it belongs to one
 * @param principal who asked
 * @param tool the tool's name
 * @param version the exact version that was chosen
 * @param bundle the bundle that serves it, {@code <symbolic name>/<version>/<sha256>}
 * @param state where it stands
 * @param attempt tries begun
 * @param input redacted
 * @param output redacted
 * @param error why it returned nothing
 * @param approval the approval it waits for, or was started by
 * @param requestedAt when it was asked for
 * @param endedAt when it ended
 */
public record Call(
        String id,
        String tenant,
        String session,
        Optional<String> turn,
        String principal,
        String tool,
        String version,
        String bundle,
        State state,
        int attempt,
        JsonObject input,
        Optional<JsonObject> output,
        Optional<Failure> error,
        Optional<String> approval,
        Instant requestedAt,
        Optional<Instant> endedAt) {

    /** The same call, where it stands now. */
    public Call now(State then, Optional<Failure> why, Optional<Instant> ended) {
        return new Call(id, tenant, session, turn, principal, tool, version, bundle, then, attempt, input, output, why,
                approval, requestedAt, ended);
    }

    /**
     * Why a call returned nothing.
     *
     * @param code stable, as on the wire
     * @param toolCode the tool's own, when it gave a reason
     * @param message for people
     * @param retryable whether the same may succeed later
     */
    public record Failure(String code, Optional<String> toolCode, String message, boolean retryable) {
        /** The tool's own code, else that of the wire. */
        public String shown() {
            return toolCode.orElse(code);
        }
    }

    /** Where a call stands. */
    public enum State {
        REQUESTED,
        WAITING_APPROVAL,
        RUNNING,
        IN_DOUBT,
        FINISHED,
        FAILED,
        DENIED,
        CANCELLED,
        /** Validated, judged and previewed; never run. */
        PREVIEWED
    }
}
