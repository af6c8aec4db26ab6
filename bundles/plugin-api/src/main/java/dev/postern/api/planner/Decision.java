// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.planner;

import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.osgi.annotation.versioning.ProviderType;

/** What a planner wants to happen next. */
@ProviderType
public sealed interface Decision {

    /**
     * Calls tools, all at once, and asks the planner again with their results.
     *
     * @param calls at least one
     * @param note what the planner wants to find in the next view's step; JSON null for nothing
     */
    record CallTools(List<Call> calls, JsonValue note) implements Decision {
        /** Copies the calls. */
        public CallTools {
            calls = List.copyOf(calls);
        }

        /** One call without a note. */
        public static CallTools one(String tool, JsonObject input) {
            return new CallTools(List.of(new Call(tool, "", input)), JsonNull.NULL);
        }
    }

    /**
     * Answers, which ends the turn.
     *
     * @param text the answer
     */
    record Reply(String text) implements Decision {}

    /**
     * Asks the person something, which ends the turn. The memo reaches the session's next turn as
     * {@link TurnView#memo()}, until answered, cancelled or expired.
     *
     * @param question what to ask
     * @param memo what the planner needs to go on
     * @param expiresAfter how long the memo is kept
     */
    record Ask(String question, JsonValue memo, Duration expiresAfter) implements Decision {}

    /**
     * Ends the turn without an answer.
     *
     * @param reason for the record
     */
    record Stop(String reason) implements Decision {}

    /**
     * One tool call.
     *
     * @param tool the tool's name
     * @param versions a version range such as {@code [1,2)}; empty for the session's
     * @param input the input; not validated yet
     */
    record Call(String tool, String versions, JsonObject input) {}
}
