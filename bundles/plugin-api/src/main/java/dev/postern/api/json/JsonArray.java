// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import java.util.Collection;
import java.util.List;

/**
 * A JSON array.
 *
 * @param values its elements in order
 */
public record JsonArray(List<JsonValue> values) implements JsonValue {

    /** The array without elements. */
    public static final JsonArray EMPTY = new JsonArray(List.of());

    /** Copies the elements; none may be null. */
    public JsonArray {
        values = List.copyOf(values);
    }

    /** An array of these elements. */
    public static JsonArray of(JsonValue... values) {
        return new JsonArray(List.of(values));
    }

    /** An array of strings. */
    public static JsonArray ofStrings(Collection<String> texts) {
        return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList());
    }

    /** The elements that are strings, in order; others are passed over. */
    public List<String> strings() {
        return values.stream()
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).value())
                .toList();
    }

    @Override
    public String toString() {
        return JsonText.of(this, false);
    }
}
