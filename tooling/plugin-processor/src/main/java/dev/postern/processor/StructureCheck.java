// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.regex.Pattern;
import javax.lang.model.element.Element;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * Holds examples and defaults against a schema that the processor wrote: types, members, and the rules that annotations
 * give.
 */
final class StructureCheck {
    private final Element where;
    private final String what;
    private final JsonObject document;

    /**
     * @param what what is checked, for messages
     * @param document the schema that references lead into
     */
    StructureCheck(Element where, String what, JsonObject document) {
        this.where = where;
        this.what = what;
        this.document = document;
    }

    /** @param path where the value is in what is checked */
    void check(String path, JsonObject reference, JsonValue value) throws Misuse {
        var schema = resolve(document, reference);
        var type = schema.text("type").orElse("");
        demand(type.isEmpty() || fits(type, value), path, "must be of type " + type + ", and is " + value);
        var options = schema.array("enum");
        demand(options.isEmpty() || options.get().values().contains(value), path,
                "must be one of " + options.orElse(JsonArray.EMPTY) + ", and is " + value);
        switch (value) {
            case JsonNumber(double number) -> {
                demand(number >= bound(schema, "minimum", Double.NEGATIVE_INFINITY), path,
                        "is " + value + ", and must be at least " + schema.get("minimum").orElse(JsonNull.NULL));
                demand(number <= bound(schema, "maximum", Double.POSITIVE_INFINITY), path,
                        "is " + value + ", and must be at most " + schema.get("maximum").orElse(JsonNull.NULL));
            }
            case JsonString(var text) -> {
                size(path, schema, "Length", text.codePointCount(0, text.length()));
                var pattern = schema.text("pattern");
                demand(pattern.isEmpty() || Pattern.compile(pattern.get()).matcher(text).find(), path,
                        "must match " + pattern.orElse("") + ", and is " + value);
            }
            case JsonArray(var elements) -> {
                size(path, schema, "Items", elements.size());
                for (int i = 0; i < elements.size(); i++) {
                    check(path + "/" + i, schema.object("items").orElse(JsonObject.EMPTY), elements.get(i));
                }
            }
            case JsonObject object -> {
                size(path, schema, "Properties", object.members().size());
                members(path, schema, object);
            }
            default -> {
            }
        }
    }

    /** The schema that a reference stands for. */
    static JsonObject resolve(JsonObject document, JsonObject schema) {
        var reference = schema.text("$ref");
        if (reference.isEmpty()) {
            return schema;
        }
        return reference.get().equals("#")
                ? document
                : document.object("$defs")
                        .flatMap(definitions -> definitions.object(reference.get().substring("#/$defs/".length())))
                        .orElse(JsonObject.EMPTY);
    }

    private void members(String path, JsonObject schema, JsonObject object) throws Misuse {
        for (var required : schema.array("required").orElse(JsonArray.EMPTY).strings()) {
            demand(object.get(required).isPresent(), path, "lacks the required member " + required);
        }
        var properties = schema.object("properties").orElse(JsonObject.EMPTY);
        var others = schema.get("additionalProperties").orElse(JsonBoolean.TRUE);
        for (var member : object.members().entrySet()) {
            var property = properties.object(member.getKey());
            demand(property.isPresent() || !others.equals(JsonBoolean.FALSE), path,
                    "has a member that the record does not have: " + member.getKey());
            check(
                    path + "/" + member.getKey(),
                    property.orElse(others instanceof JsonObject values ? values : JsonObject.EMPTY),
                    member.getValue());
        }
    }

    private void size(String path, JsonObject schema, String unit, int size) throws Misuse {
        demand(size >= bound(schema, "min" + unit, 0), path,
                "is too short: its size is " + size + ", below the smallest allowed");
        demand(size <= bound(schema, "max" + unit, Double.POSITIVE_INFINITY), path,
                "is too long: its size is " + size + ", above the largest allowed");
    }

    private static double bound(JsonObject schema, String name, double none) {
        return schema.get(name).orElse(null) instanceof JsonNumber(double value) ? value : none;
    }

    private void demand(boolean holds, String path, String rule) throws Misuse {
        if (!holds) {
            throw new Misuse(where, what + (path.isEmpty() ? "" : " at " + path) + " " + rule);
        }
    }

    private static boolean fits(String type, JsonValue value) {
        return switch (value) {
            case JsonObject ignored -> type.equals("object");
            case JsonArray ignored -> type.equals("array");
            case JsonString ignored -> type.equals("string");
            case JsonNumber number -> type.equals("number") || type.equals("integer") && number.isInteger();
            case JsonBoolean ignored -> type.equals("boolean");
            case JsonNull ignored -> false;
        };
    }
}
