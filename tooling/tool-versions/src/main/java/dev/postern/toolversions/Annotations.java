// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** Keywords that validate nothing, in the parts that two schemas both have. */
final class Annotations {
    /** Their members are named by the author: one may be called like a keyword. */
    private static final Set<String> NAMING = Set.of("properties", "patternProperties", "$defs");

    private Annotations() {}

    /** Whether a part says something else by the keyword. */
    static boolean differ(JsonObject before, JsonObject after, String keyword) {
        return anywhere(before, after, keyword, false, (old, fresh) -> !old.equals(fresh));
    }

    /** Whether a part is marked by the keyword before, and not after. */
    static boolean lost(JsonObject before, JsonObject after, String keyword) {
        var marked = Optional.of(JsonBoolean.TRUE);
        return anywhere(before, after, keyword, false, (old, fresh) -> old.equals(marked) && !fresh.equals(marked));
    }

    private static boolean anywhere(JsonValue before, JsonValue after, String keyword, boolean named,
            BiPredicate<Optional<JsonValue>, Optional<JsonValue>> changed) {
        if (before instanceof JsonArray old && after instanceof JsonArray fresh) {
            return IntStream.range(0, Math.min(old.values().size(), fresh.values().size())).anyMatch(
                    i -> anywhere(old.values().get(i), fresh.values().get(i), keyword, false, changed));
        }
        if (!(before instanceof JsonObject old) || !(after instanceof JsonObject fresh)) {
            return false;
        }
        if (!named && changed.test(old.get(keyword), fresh.get(keyword))) {
            return true;
        }
        return old.members().entrySet().stream().filter(member -> named || !member.getKey().equals(keyword))
                .anyMatch(member -> fresh.get(member.getKey())
                        .filter(value -> anywhere(member.getValue(), value, keyword,
                                !named && NAMING.contains(member.getKey()), changed))
                        .isPresent());
    }
}
