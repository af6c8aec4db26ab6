// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.store.Erased;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.core.wire.ErrorCode;

/** What the outcomes that are kept for repeats say of a session, whichever method they are of. */
final class KeptOutcomes {
    private static final Pattern WORD = Pattern.compile("\\w+");
    /** Where methods name turns, calls and approvals. */
    private static final Set<String> NAMES = Set.of("turn", "call", "approval", "id");
    /** What tools and people wrote: an id in it is a word like others. */
    private static final Set<String> CONTENT = Set.of("input", "output", "preview", "reply", "reason", "note");

    private KeptOutcomes() {}

    /**
     * Whether an outcome tells of one of these: its result or the details of its error name it, or the error's message when
     * no detail names anything.
     *
     * @param ids of turns, calls and approvals
     */
    static boolean tells(StoredOutcome outcome, Set<String> ids) {
        var named = named(outcome.outcome()).toList();
        return named.isEmpty()
                ? outcome.outcome().object("error").flatMap(error -> error.text("message")).stream()
                        .flatMap(message -> WORD.matcher(message).results())
                        .anyMatch(word -> ids.contains(word.group()))
                : named.stream().anyMatch(ids::contains);
    }

    /** Whether an outcome shows what models are told in the session. */
    static boolean instructs(StoredOutcome outcome, String session) {
        return outcome.outcome().object("result").flatMap(result -> result.object("session"))
                .filter(shown -> shown.text("id").filter(session::equals).isPresent())
                .flatMap(shown -> shown.object("settings")).flatMap(settings -> settings.text("instruction"))
                .isPresent();
    }

    private static Stream<String> named(JsonValue value) {
        return switch (value) {
            case JsonObject object -> object.members().entrySet().stream()
                    .filter(member -> !CONTENT.contains(member.getKey()))
                    .flatMap(member -> member.getValue() instanceof JsonString(var text)
                            ? Stream.of(text).filter(_ -> NAMES.contains(member.getKey()))
                            : named(member.getValue()));
            case JsonArray array -> array.values().stream().flatMap(KeptOutcomes::named);
            default -> Stream.empty();
        };
    }

    /**
     * What a repeat is told from now on, whatever it asks for: what the request said cannot be tried against it any more.
     * Nothing is done again, for the key was used.
     */
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
                Erased.TEXT, JsonObject.builder().put("ok", false).put("error", error).build(), outcome.at());
    }
}
