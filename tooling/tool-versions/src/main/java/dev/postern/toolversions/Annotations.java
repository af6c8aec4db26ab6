// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import java.util.Map;
import java.util.TreeMap;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** Keywords that validate nothing, wherever they stand in a schema. */
final class Annotations {
    private Annotations() {}

    /** Whether a part that both have says something else by the keyword. */
    static boolean differ(JsonObject before, JsonObject after, String keyword) {
        var old = found(before, keyword);
        var fresh = found(after, keyword);
        return !old.equals(fresh);
    }

    /** Whether a part that both have is marked by the keyword before, and not after. */
    static boolean lost(JsonObject before, JsonObject after, String keyword) {
        var fresh = found(after, keyword);
        return found(before, keyword).entrySet().stream()
                .anyMatch(each -> each.getValue().equals(JsonBoolean.TRUE) && at(after, each.getKey())
                        && !JsonBoolean.TRUE.equals(fresh.get(each.getKey())));
    }

    private static Map<String, JsonValue> found(JsonObject schema, String keyword) {
        var found = new TreeMap<String, JsonValue>();
        walk(schema, "", keyword, found);
        return found;
    }

    private static void walk(JsonValue value, String pointer, String keyword, Map<String, JsonValue> found) {
        if (value instanceof JsonObject object) {
            object.members().forEach((name, member) -> {
                // a property may be called like a keyword
                if (name.equals(keyword) && !pointer.endsWith("/properties")) {
                    found.put(pointer, member);
                } else {
                    walk(member, pointer + "/" + name, keyword, found);
                }
            });
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.values().size(); i++) {
                walk(array.values().get(i), pointer + "/" + i, keyword, found);
            }
        }
    }

    private static boolean at(JsonObject schema, String pointer) {
        JsonValue value = schema;
        for (var name : pointer.substring(Math.min(1, pointer.length())).split("/", -1)) {
            if (!name.isEmpty()) {
                if (value instanceof JsonObject object && object.get(name).isPresent()) {
                    value = object.get(name).get();
                } else {
                    return value instanceof JsonArray;
                }
            }
        }
        return true;
    }
}
