// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.json;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** How deep values stand in each other. What is written deeper than {@link Json#MAX_DEPTH} is never read again. */
public final class Nesting {
    /**
     * The deepest that a value may nest which callers, tools, planners or surfaces bring: what is put around it in
     * records, rows and frames has the rest of {@link Json#MAX_DEPTH}.
     */
    public static final int MAX_VALUE = 48;

    private Nesting() {}

    /** Whether objects and arrays stand in each other deeper than that; does not look deeper itself. */
    public static boolean exceeds(JsonValue value, int depth) {
        return switch (value) {
            case JsonArray(var elements) ->
                depth < 1 || elements.stream().anyMatch(element -> exceeds(element, depth - 1));
            case JsonObject(var members) ->
                depth < 1 || members.values().stream().anyMatch(member -> exceeds(member, depth - 1));
            default -> false;
        };
    }
}
