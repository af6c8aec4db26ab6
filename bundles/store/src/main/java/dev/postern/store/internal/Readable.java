// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.nio.charset.StandardCharsets;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.Json;

/**
 * Sees to it that what is written can be read again: one record that cannot would end every reader of the journal where it
 * stands, for ever.
 */
final class Readable {
    private Readable() {}

    /** @throws IllegalArgumentException naming what is wrong */
    static void check(JsonValue value) {
        check(value, 1);
    }

    private static void check(JsonValue value, int depth) {
        switch (value) {
            case JsonObject(var members) -> {
                checkDepth(depth);
                members.forEach((name, member) -> {
                    checkName(name);
                    check(member, depth + 1);
                });
            }
            case JsonArray(var elements) -> {
                checkDepth(depth);
                elements.forEach(element -> check(element, depth + 1));
            }
            default -> {
                // halves of characters become question marks, which only names must not
            }
        }
    }

    private static void checkDepth(int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException("a record nests deeper than " + Json.MAX_DEPTH);
        }
    }

    /** Two names that differ in halves of characters would be one, and that twice. */
    private static void checkName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i))) {
                if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
                    throw new IllegalArgumentException("a record has a name with half a character");
                }
                return;
            }
        }
    }
}
