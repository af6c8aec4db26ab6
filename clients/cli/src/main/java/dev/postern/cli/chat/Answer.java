// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;

/**
 * What a person said about a call that waits. Only a word that stands alone lets it run; a refusal may have its reason beside
 * it.
 *
 * @param isYes whether it may run
 * @param reason why not
 * @param grantSeconds for how long the same may run unasked; 0 for this once
 * @param anyArguments whether whatever the arguments
 */
record Answer(boolean isYes, String reason, int grantSeconds, boolean anyArguments) {
    /** What a grant of a chat is for: a sitting, not a day. */
    static final int GRANT_SECONDS = 3_600;

    private static final int MOST_REASON = 2_000;

    /** Reads a line; empty when it is none. */
    static Optional<Answer> of(String line) {
        var text = line.strip();
        int space = text.indexOf(' ');
        var first = (space < 0 ? text : text.substring(0, space)).toLowerCase(Locale.ROOT);
        var rest = space < 0 ? "" : text.substring(space + 1).strip();
        return switch (first) {
            case "y", "yes" -> rest.isEmpty() ? Optional.of(new Answer(true, "", 0, false)) : Optional.empty();
            case "g", "grant" -> rest.isEmpty() || rest.equalsIgnoreCase("any")
                    ? Optional.of(new Answer(true, "", GRANT_SECONDS, !rest.isEmpty()))
                    : Optional.empty();
            case "n", "no" -> Optional.of(new Answer(false,
                    rest.length() <= MOST_REASON ? rest : rest.substring(0, MOST_REASON), 0, false));
            default -> Optional.empty();
        };
    }

    /** Params of {@code approvals.decide}. */
    JsonObject params(String approval) {
        var params = JsonObject.builder().put("approval", approval).put("decision", isYes ? "approve" : "deny");
        if (!reason.isEmpty()) {
            params.put("reason", reason);
        }
        if (grantSeconds > 0) {
            params.put("grant", JsonObject.builder().put("seconds", (long) grantSeconds)
                    .put("anyArguments", anyArguments).build());
        }
        return params.build();
    }
}
