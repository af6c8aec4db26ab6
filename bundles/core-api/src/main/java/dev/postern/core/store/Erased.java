// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * What stands in place of content that was erased: it says so, and has the members and their types still, so that whoever
 * reads it needs no second shape.
 */
public final class Erased {
    /** In place of a text. */
    public static final String TEXT = "(erased)";
    /** In place of an object. */
    public static final JsonObject OBJECT = JsonObject.builder().put("erased", true).build();

    private Erased() {}

    /** The object without what it said: empty as it was, or with {@code erased} and each member blank. */
    public static JsonObject blank(JsonObject content) {
        if (content.members().isEmpty()) {
            return content;
        }
        var blank = JsonObject.builder();
        content.members().forEach((name, value) -> blank.put(name, blank(value)));
        return blank.put("erased", true).build();
    }

    /** The text without what it said. */
    public static Optional<String> blank(Optional<String> text) {
        return text.map(_ -> TEXT);
    }

    /** Whether nothing is left of the object. */
    public static boolean is(JsonObject content) {
        return content.bool("erased").orElse(false) && blank(content).equals(content);
    }

    private static JsonValue blank(JsonValue value) {
        return switch (value) {
            case JsonString _ -> new JsonString(TEXT);
            case JsonNumber _ -> JsonNumber.of(0);
            case JsonArray _ -> JsonArray.ofStrings(java.util.List.of());
            case JsonObject _ -> OBJECT;
            case JsonBoolean _ -> JsonBoolean.FALSE;
            case JsonNull none -> none;
        };
    }
}
