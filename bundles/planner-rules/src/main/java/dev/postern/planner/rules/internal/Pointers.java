// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** JSON pointers (RFC 6901). */
final class Pointers {
    private Pointers() {}

    /** What the pointer leads to; JSON null where it leads nowhere. */
    static JsonValue find(JsonValue root, String pointer) {
        if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
            return JsonNull.NULL;
        }
        var value = root;
        for (var escaped : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            var token = escaped.replace("~1", "/").replace("~0", "~");
            value = switch (value) {
                case JsonObject object -> object.get(token).orElse(JsonNull.NULL);
                case JsonArray(var elements) when token.matches("0|[1-9]\\d{0,8}")
                        && Integer.parseInt(token) < elements.size() ->
                    elements.get(Integer.parseInt(token));
                default -> JsonNull.NULL;
            };
        }
        return value;
    }
}
