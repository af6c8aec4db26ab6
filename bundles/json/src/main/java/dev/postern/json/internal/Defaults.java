// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The defaults of one schema: what absent members are filled with, and the schemas of members and elements below. Found
 * through {@code properties}, {@code items}, {@code additionalProperties}, {@code allOf} and references to
 * {@code #/$defs/…}.
 */
final class Defaults {
    /** Schemas within schemas: one that refers to itself for the same place ends here. */
    private static final int DEEPEST = 256;

    private final Map<String, JsonValue> absent = new LinkedHashMap<>();
    private final Map<String, Defaults> members = new LinkedHashMap<>();
    private final List<Defaults> also = new ArrayList<>();
    private @Nullable Defaults elements;
    private @Nullable Defaults others;

    private Defaults() {}

    static Defaults of(JsonObject schema) {
        return new Finder(schema).find(schema);
    }

    /** The object itself when nothing is to be added. */
    JsonObject fill(JsonObject object) {
        return fill(object, 0);
    }

    private JsonObject fill(JsonObject object, int depth) {
        if (depth > DEEPEST) {
            return object;
        }
        var filled = object;
        for (var entry : object.members().entrySet()) {
            var below = members.getOrDefault(entry.getKey(), others);
            if (below != null) {
                var value = below.fill(entry.getValue(), depth + 1);
                if (value != entry.getValue()) {
                    filled = filled.with(entry.getKey(), value);
                }
            }
        }
        for (var entry : absent.entrySet()) {
            if (!object.members().containsKey(entry.getKey())) {
                filled = filled.with(entry.getKey(), entry.getValue());
            }
        }
        for (var other : also) {
            filled = other.fill(filled, depth + 1);
        }
        return filled;
    }

    private JsonValue fill(JsonValue value, int depth) {
        if (value instanceof JsonObject object) {
            return fill(object, depth);
        }
        var each = elements;
        if (each != null && depth <= DEEPEST && value instanceof JsonArray(var values)) {
            var filled = values.stream().map(element -> each.fill(element, depth + 1)).toList();
            for (int i = 0; i < filled.size(); i++) {
                if (filled.get(i) != values.get(i)) {
                    return new JsonArray(filled);
                }
            }
        }
        return value;
    }

    /** Walks a schema once; a definition that refers to itself is walked once, too. */
    private static final class Finder {
        private final Map<String, JsonValue> definitions;
        private final Map<String, Defaults> found = new HashMap<>();

        Finder(JsonObject root) {
            definitions = root.object("$defs").orElse(JsonObject.EMPTY).members();
            found.put("#", new Defaults());
        }

        Defaults find(JsonObject schema) {
            return find(schema, found.getOrDefault("#", new Defaults()));
        }

        private Defaults below(JsonObject schema) {
            return find(schema, new Defaults());
        }

        private Defaults find(JsonObject schema, Defaults defaults) {
            schema.object("properties").orElse(JsonObject.EMPTY).members().forEach((name, property) -> {
                if (property instanceof JsonObject object) {
                    object.get("default").ifPresent(value -> defaults.absent.put(name, value));
                    defaults.members.put(name, below(object));
                }
            });
            schema.object("items").ifPresent(items -> defaults.elements = below(items));
            schema.object("additionalProperties").ifPresent(others -> defaults.others = below(others));
            schema.array("allOf").ifPresent(all -> all.values().forEach(each -> {
                if (each instanceof JsonObject object) {
                    defaults.also.add(below(object));
                }
            }));
            schema.text("$ref").ifPresent(reference -> {
                var referred = reference(reference);
                if (referred != null) {
                    defaults.also.add(referred);
                }
            });
            return defaults;
        }

        private @Nullable Defaults reference(String reference) {
            var known = found.get(reference);
            if (known != null || !reference.startsWith("#/$defs/")) {
                return known;
            }
            var name = reference.substring("#/$defs/".length());
            if (!(definitions.get(name) instanceof JsonObject definition)) {
                return null;
            }
            var defaults = new Defaults();
            found.put(reference, defaults);
            return find(definition, defaults);
        }
    }
}
