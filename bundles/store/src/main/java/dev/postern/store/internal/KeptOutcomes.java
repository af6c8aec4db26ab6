// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.core.wire.ErrorCode;

/** What the outcomes that are kept for repeats say of a session, whichever method they are of. */
final class KeptOutcomes {
    private static final Pattern WORD = Pattern.compile("\\w+");

    private KeptOutcomes() {}

    /**
     * Whether an outcome tells of one of these, in its result, or in the details or the message of its error.
     *
     * @param ids of turns, calls and approvals
     */
    static boolean tells(StoredOutcome outcome, Set<String> ids) {
        return names(outcome.outcome(), ids)
                || outcome.outcome().object("error").flatMap(error -> error.text("message")).stream()
                        .flatMap(message -> WORD.matcher(message).results())
                        .anyMatch(word -> ids.contains(word.group()));
    }

    private static boolean names(JsonValue value, Set<String> ids) {
        return switch (value) {
            case JsonString(var text) -> ids.contains(text);
            case JsonObject object -> object.members().values().stream().anyMatch(member -> names(member, ids));
            case JsonArray array -> array.values().stream().anyMatch(element -> names(element, ids));
            default -> false;
        };
    }

    /** What a repeat is told from now on. Nothing is done again, for the key was used. */
    static StoredOutcome erased(StoredOutcome outcome, String session) {
        var error = JsonObject.builder()
                .put("code", ErrorCode.CONFLICT.code())
                .put("message", "what came of this request was erased with its session " + session
                        + "; it is not done again: take a new idempotency key to ask for it anew")
                .put("details", new JsonArray(List.of(JsonObject.of("session", session))))
                .put("retryable", false)
                .put("retryAfterMs", JsonNull.NULL)
                .build();
        return new StoredOutcome(outcome.tenant(), outcome.principal(), outcome.method(), outcome.key(),
                outcome.digest(), JsonObject.builder().put("ok", false).put("error", error).build(), outcome.at());
    }
}
