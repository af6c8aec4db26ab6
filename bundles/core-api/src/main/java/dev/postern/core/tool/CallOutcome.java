// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.Approval;
import dev.postern.core.wire.ErrorCode;

/** How a call ended. */
public sealed interface CallOutcome {
    /** What {@code tool.finished} has in its replay for {@link #foreign()}; taken for true where it has nothing. */
    String FOREIGN = "foreign";

    /** Whether it may hold what somebody else wrote. */
    default boolean foreign() {
        return false;
    }

    /**
     * It returned.
     *
     * @param output validated and redacted
     * @param foreign whether the version that ran brings somebody else's words
     */
    record Returned(JsonObject output, boolean foreign) implements CallOutcome {}

    /**
     * It did not run, or failed.
     *
     * @param code {@code not_found}, {@code invalid_params}, {@code denied}, {@code timeout}, {@code cancelled},
     *     {@code overloaded}, {@code unavailable}, {@code internal}
     * @param toolCode the tool's own code when it failed with a reason, else empty
     * @param message why
     * @param retryable whether the same may succeed later
     * @param foreign whether the version that ran brings somebody else's words, or nobody knows which it was
     */
    record Failed(ErrorCode code, String toolCode, String message, boolean retryable, boolean foreign)
            implements
                CallOutcome {

        /** In the gateway's own words. */
        public Failed(ErrorCode code, String toolCode, String message, boolean retryable) {
            this(code, toolCode, message, retryable, false);
        }
    }

    /**
     * A dry run: validated, judged, previewed. What a preview shows of the world somebody else may have written, whichever
     * tool shows it.
     *
     * @param preview {@code {summary, mediaType, detail}} or empty when the tool cannot preview
     * @param decision what policy says, {@code allow}, {@code deny}, {@code confirm} or {@code hold}, with its rules
     */
    record Previewed(JsonObject preview, JsonObject decision) implements CallOutcome {
        @Override
        public boolean foreign() {
            return !preview.members().isEmpty();
        }

        /** What stands in place of the output: {@code {dryRun, preview, decision}}. */
        public JsonObject output() {
            return JsonObject.builder().put("dryRun", true).put("preview", preview).put("decision", decision).build();
        }
    }

    /**
     * It waits for a person's word, which is on its way to be recorded: the caller's next barrier makes it durable.
     *
     * @param approval what it waits for
     */
    record Waiting(Approval approval) implements CallOutcome {}

    /** It had begun before a crash, may have happened, and must not simply run again: an operator resolves it. */
    record InDoubt() implements CallOutcome {}
}
