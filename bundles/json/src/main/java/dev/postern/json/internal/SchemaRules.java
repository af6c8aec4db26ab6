// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import java.util.HashSet;
import java.util.Set;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * What we ask of a schema beyond JSON Schema: one dialect, one resource a document, and references that lead to a schema
 * within it. The validator would find a broken reference only when a value gets there.
 */
final class SchemaRules {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef");
    private static final Set<String> ANCHORS = Set.of("$anchor", "$dynamicAnchor");
    /** Keywords whose values are data, in which a member named {@code $ref} means nothing. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");
    /** Keywords whose members are schemas by names that the author chose: no keywords, whatever they are called. */
    private static final Set<String> NAMED = Set.of("properties", "patternProperties", "$defs", "dependentSchemas");

    private final JsonObject root;
    private final Set<String> anchors = new HashSet<>();
    private final Set<String> references = new HashSet<>();

    private SchemaRules(JsonObject root) {
        this.root = root;
    }

    static void check(JsonObject schema) throws JsonException {
        var rules = new SchemaRules(schema);
        rules.walk(schema, "", false);
        for (var reference : rules.references) {
            if (!rules.leadsToSchema(reference)) {
                throw new JsonException("no valid schema: there is no " + reference);
            }
        }
    }

    private void walk(JsonValue value, String path, boolean named) throws JsonException {
        switch (value) {
            case JsonObject(var members) -> {
                for (var member : members.entrySet()) {
                    var name = member.getKey();
                    if (member.getValue() instanceof JsonString(var text)) {
                        keyword(name, text, path);
                    } else if (named || !DATA.contains(name)) {
                        walk(member.getValue(), path + "/" + name, !named && NAMED.contains(name));
                    }
                }
            }
            case JsonArray(var values) -> {
                for (int i = 0; i < values.size(); i++) {
                    walk(values.get(i), path + "/" + i, false);
                }
            }
            default -> {
                // nothing inside
            }
        }
    }

    private void keyword(String name, String text, String path) throws JsonException {
        if (REFERENCES.contains(name)) {
            if (!text.startsWith("#")) {
                throw new JsonException("no valid schema: " + path + "/" + name + " leads out of the document");
            }
            references.add(text);
        } else if (ANCHORS.contains(name)) {
            anchors.add("#" + text);
        } else if (name.equals("$schema") && !text.equals(DIALECT)) {
            throw new JsonException("no valid schema: " + path + "/$schema is not " + DIALECT);
        } else if (name.equals("$id") && !path.isEmpty()) {
            throw new JsonException("no valid schema: " + path + "/$id makes a document within the document");
        }
    }

    private boolean leadsToSchema(String reference) {
        if (!reference.startsWith("#/")) {
            return reference.equals("#") || anchors.contains(reference);
        }
        @Nullable
        JsonValue at = root;
        for (var step : reference.substring(2).split("/", -1)) {
            at = below(at, step.replace("~1", "/").replace("~0", "~"));
        }
        return at instanceof JsonObject || at instanceof JsonBoolean;
    }

    private static @Nullable JsonValue below(@Nullable JsonValue value, String step) {
        if (value instanceof JsonArray(var values) && step.matches("[0-9]{1,9}")) {
            int index = Integer.parseInt(step);
            return index < values.size() ? values.get(index) : null;
        }
        return value instanceof JsonObject(var members) ? members.get(step) : null;
    }
}
