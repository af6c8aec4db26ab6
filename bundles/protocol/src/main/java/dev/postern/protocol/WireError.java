// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.core.json.Schema;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/**
 * An error as it is sent.
 *
 * @param code which
 * @param message what is wrong, by which rule, and the way out; never a stack trace, never the offending value
 * @param details for programs
 * @param retryable whether the same request may succeed later
 * @param retryAfterMs when to try again, in milliseconds
 */
@WireRecord("error")
@Description("Why a request failed.")
public record WireError(
        ErrorCode code,
        @Description("For people.") String message,
        @Description("For programs.") List<JsonObject> details,
        @Description("Whether the same request may succeed later.") boolean retryable,
        @OrNull @Range(min = 0) @Description("When to try again, in milliseconds.") Optional<Long> retryAfterMs) {

    /** Copies the details. */
    public WireError {
        details = List.copyOf(details);
    }

    /** An error without details that trying again will not mend. */
    public static WireError of(ErrorCode code, String message) {
        return new WireError(code, message, List.of(), false, Optional.empty());
    }

    /** What a method, or the gateway itself, refused. */
    public static WireError of(WireException refused) {
        return new WireError(
                refused.code(),
                String.valueOf(refused.getMessage()),
                refused.details(),
                refused.retryable(),
                refused.retryAfter().map(time -> Math.max(0, time.toMillis())));
    }

    /**
     * Params, or another part of a frame, that break their schema; at least one violation.
     *
     * @param part what the paths are in, for example {@code params}
     */
    public static WireError of(ErrorCode code, String part, List<Schema.Violation> violations) {
        var first = violations.getFirst();
        var more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        return new WireError(
                code,
                part + first.path() + ": " + first.message() + more,
                violations.stream()
                        .map(violation -> JsonObject.builder()
                                .put("path", violation.path())
                                .put("rule", violation.rule())
                                .put("message", violation.message())
                                .build())
                        .toList(),
                false,
                Optional.empty());
    }

    /** As it is sent. */
    public JsonObject json() {
        return JsonObject.builder()
                .put("code", code.code())
                .put("message", message)
                .put("details", new JsonArray(List.copyOf(details)))
                .put("retryable", retryable)
                .put("retryAfterMs", retryAfterMs.<JsonValue>map(JsonNumber::of).orElse(JsonNull.NULL))
                .build();
    }
}
