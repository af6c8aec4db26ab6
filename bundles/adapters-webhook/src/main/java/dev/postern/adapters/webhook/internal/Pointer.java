// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * A JSON pointer (RFC 6901).
 *
 * @param tokens unescaped
 * @param text as it was written
 */
record Pointer(List<String> tokens, String text) {
    /** Reads one; refuses an escape that is none. */
    static Pointer parse(String text) {
        var tokens = new ArrayList<String>();
        for (String token : text.substring(1).split("/", -1)) {
            if (token.matches("(?s).*~(?![01]).*")) {
                throw new IllegalArgumentException("in a JSON pointer ~ is followed by 0 or 1");
            }
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return new Pointer(List.copyOf(tokens), text);
    }

    /** What it leads to. */
    Optional<JsonValue> find(JsonValue root) {
        JsonValue at = root;
        for (String token : tokens) {
            Optional<JsonValue> next = switch (at) {
                case JsonObject object -> object.get(token);
                case JsonArray array -> element(array, token);
                default -> Optional.empty();
            };
            if (next.isEmpty()) {
                return next;
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    private static Optional<JsonValue> element(JsonArray array, String token) {
        return token.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(token) < array.values().size()
                ? Optional.of(array.values().get(Integer.parseInt(token)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
