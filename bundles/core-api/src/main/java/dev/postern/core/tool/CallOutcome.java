// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import dev.postern.api.json.JsonObject;
import dev.postern.core.approval.Approval;
import dev.postern.core.wire.ErrorCode;

/** How a call ended. */
public sealed interface CallOutcome {

    /**
     * It returned.
     *
     * @param output validated and redacted
     */
    record Returned(JsonObject output) implements CallOutcome {}

    /**
     * It did not run, or failed.
     *
     * @param code {@code not_found}, {@code invalid_params}, {@code denied}, {@code timeout}, {@code cancelled},
     *     {@code overloaded}, {@code unavailable}, {@code internal}
     * @param toolCode the tool's own code when it failed with a reason, else empty
     * @param message why
     * @param retryable whether the same may succeed later
     */
    record Failed(ErrorCode code, String toolCode, String message, boolean retryable) implements CallOutcome {}

    /**
     * A dry run: validated, judged, previewed.
     *
     * @param preview {@code {summary, mediaType, detail}} or empty when the tool cannot preview
     * @param decision what policy says, {@code allow}, {@code deny}, {@code confirm} or {@code hold}, with its rules
     */
    record Previewed(JsonObject preview, JsonObject decision) implements CallOutcome {
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
