// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * A schema within its document, references followed.
 *
 * @param document where references lead into
 * @param rules the schema itself, without a reference
 */
record Shape(JsonObject document, JsonObject rules) {
    private static final int MAX_REFERENCES = 16;
    private static final Map<String, String> TYPES = Map.of(
            "string", "text", "integer", "a whole number", "number", "a number", "boolean", "true or false",
            "array", "a list", "object", "a JSON object", "null", "null");

    static Shape of(JsonObject document) {
        return new Shape(document, JsonObject.EMPTY).part(document);
    }

    /** Another schema of the same document; {@code true} and what is no schema allow anything. */
    Shape part(JsonValue schema) {
        var rules = schema instanceof JsonObject object ? object : JsonObject.EMPTY;
        for (int i = 0; i < MAX_REFERENCES && rules.text("$ref").isPresent(); i++) {
            rules = followed(rules, rules.text("$ref").get());
        }
        return new Shape(document, rules);
    }

    /** What the reference leads to, with what stands beside it; its own rules and description win. */
    private JsonObject followed(JsonObject rules, String reference) {
        var both = JsonObject.builder();
        rules.members().forEach((name, value) -> {
            if (!name.equals("$ref")) {
                both.put(name, value);
            }
        });
        return both.putAll(target(reference)).put("description", rules.text("description")).build();
    }

    private JsonObject target(String reference) {
        return reference.startsWith("#") && Pointers.find(document, reference.substring(1)) instanceof JsonObject found
                ? found
                : JsonObject.EMPTY;
    }

    /** The members that have a name here. */
    List<String> names() {
        return List.copyOf(properties().members().keySet());
    }

    List<String> required() {
        return rules.array("required").orElse(JsonArray.EMPTY).strings();
    }

    /** What the member of that name must be; empty when there can be none. */
    Optional<Shape> member(String name) {
        return properties().get(name)
                .or(() -> Optional.of(rest()))
                .filter(schema -> !schema.equals(JsonBoolean.FALSE))
                .map(this::part);
    }

    /** What members without a name here must be. */
    private JsonValue rest() {
        return rules.get("patternProperties").isPresent()
                ? JsonBoolean.TRUE
                : rules.get("additionalProperties").orElse(JsonBoolean.TRUE);
    }

    /** What each element must be. */
    Shape elements() {
        return part(rules.get("items").orElse(JsonObject.EMPTY));
    }

    /** The types allowed; none for any. */
    List<String> types() {
        return rules.text("type").map(List::of).orElseGet(() -> rules.array("type").orElse(JsonArray.EMPTY).strings());
    }

    /** The one type allowed besides null; empty when there are several, or any. */
    String type() {
        var types = types().stream().filter(type -> !type.equals("null")).toList();
        return types.size() == 1 ? types.getFirst() : "";
    }

    /** The only values allowed; none for any. */
    List<JsonValue> options() {
        var only = new ArrayList<>(rules.array("enum").orElse(JsonArray.EMPTY).values());
        rules.get("const").ifPresent(only::add);
        return only;
    }

    boolean nullable() {
        return types().contains("null") || options().contains(JsonNull.NULL);
    }

    /** What it must be, in words. */
    String words() {
        if (!options().isEmpty()) {
            return (options().size() == 1 ? "" : "one of ") + options().stream()
                    .map(option -> option instanceof JsonString(var text) ? text : option.toString())
                    .collect(Collectors.joining(", "));
        }
        var types = types();
        return types.isEmpty()
                ? "any JSON"
                : types.stream().map(type -> TYPES.getOrDefault(type, type)).collect(Collectors.joining(" or "));
    }

    private JsonObject properties() {
        return rules.object("properties").orElse(JsonObject.EMPTY);
    }
}
