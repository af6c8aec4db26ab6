// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * Whether everything that one JSON Schema (2020-12) accepts is accepted by another, and why not. What cannot be told, such as a
 * pattern that is another, counts as not.
 */
final class Subset {
    /** Where in the schemas, and what. */
    record Reason(String pointer, String text) {}

    /** Compared as they are: whether one says less than the other is not worked out. */
    private static final List<String> OPAQUE = List.of("pattern", "format", "contentEncoding", "contentMediaType",
            "not", "if",
            "then", "else", "dependentRequired", "dependentSchemas", "patternProperties", "propertyNames",
            "prefixItems",
            "contains", "minContains", "maxContains", "unevaluatedProperties", "unevaluatedItems", "$dynamicRef");
    private static final int DEPTH = 64;
    /** Comparisons at most: alternatives within alternatives multiply. */
    private static final int STEPS = 100_000;

    private final JsonObject subRoot;
    private final JsonObject supRoot;
    /** Whether the same reference leads to the same on both sides. */
    private final boolean alike;
    private final boolean output;
    private int steps;
    private final List<Reason> reasons = new ArrayList<>();
    /** Pairs of references that are being compared: a record may hold itself. */
    private final Set<String> open = new HashSet<>();

    private Subset(JsonObject sub, JsonObject sup, boolean output) {
        this.subRoot = sub;
        this.supRoot = sup;
        this.alike = sub.get("$defs").equals(sup.get("$defs"));
        this.output = output;
    }

    /**
     * Why not everything of the first is in the second; empty when it is.
     *
     * @param output whether they describe what comes out: who reads it does not mind what he does not know, but misses what he
     *        knows
     */
    static List<Reason> reasons(JsonObject sub, JsonObject sup, boolean output) {
        var subset = new Subset(sub, sup, output);
        subset.compare(sub, sup, "", 0);
        return List.copyOf(subset.reasons);
    }

    private void compare(JsonValue subValue, JsonValue supValue, String pointer, int depth) {
        if (alike && subValue.equals(supValue)
                || supValue.equals(JsonBoolean.TRUE) || subValue.equals(JsonBoolean.FALSE)) {
            return;
        }
        boolean tooMuch = depth > DEPTH || ++steps > STEPS;
        if (tooMuch || supValue.equals(JsonBoolean.FALSE)) {
            add(pointer, tooMuch ? "too much to be compared" : "nothing");
            return;
        }
        var pair = subValue.canonical() + "\n" + supValue.canonical();
        if (!open.add(pair)) {
            return;
        }
        try {
            var sub = resolve(subValue, subRoot);
            var sup = resolve(supValue, supRoot);
            if (!alternatives(sub, sup, pointer, depth)) {
                Values.compare(sub, sup, text -> add(pointer, text));
                opaque(sub, sup, pointer);
                objects(sub, sup, pointer, depth);
                items(sub, sup, pointer, depth);
            }
        } finally {
            open.remove(pair);
        }
    }

    /** Schemas that are made of others; tells whether all is said. */
    private boolean alternatives(JsonObject sub, JsonObject sup, String pointer, int depth) {
        for (var keyword : List.of("anyOf", "oneOf")) {
            if (sub.array(keyword).isPresent()) {
                var rest = without(sub, keyword);
                for (var branch : sub.array(keyword).get().values()) {
                    compare(rest.members().isEmpty() ? branch : merged(rest, branch), sup, pointer, depth + 1);
                }
                return true;
            }
        }
        for (var keyword : List.of("anyOf", "oneOf")) {
            if (sup.array(keyword).isPresent()) {
                if (sup.array(keyword).get().values().stream().noneMatch(branch -> within(sub, branch, depth))) {
                    add(pointer, "none of the alternatives");
                }
                compare(sub, without(sup, keyword), pointer, depth + 1);
                return true;
            }
        }
        if (sup.array("allOf").isPresent()) {
            sup.array("allOf").get().values().forEach(part -> compare(sub, part, pointer, depth + 1));
            compare(sub, without(sup, "allOf"), pointer, depth + 1);
            return true;
        }
        return false;
    }

    private boolean within(JsonObject sub, JsonValue branch, int depth) {
        int before = reasons.size();
        compare(sub, branch, "", depth + 1);
        boolean all = reasons.size() == before;
        reasons.subList(before, reasons.size()).clear();
        return all;
    }

    private void opaque(JsonObject sub, JsonObject sup, String pointer) {
        for (var keyword : OPAQUE) {
            if (sup.get(keyword).isPresent() && !sup.get(keyword).equals(sub.get(keyword))) {
                add(pointer, keyword + (sub.get(keyword).isPresent() ? " is another" : " was not asked for"));
            }
        }
    }

    private void objects(JsonObject sub, JsonObject sup, String pointer, int depth) {
        var known = sub.object("properties").orElse(JsonObject.EMPTY);
        var wanted = sup.object("properties").orElse(JsonObject.EMPTY);
        JsonValue others = sub.get("additionalProperties").orElse(JsonBoolean.TRUE);
        JsonValue further = sup.get("additionalProperties").orElse(JsonBoolean.TRUE);
        var required = strings(sub, "required");
        for (var name : strings(sup, "required")) {
            if (!required.contains(name)) {
                add(pointer + "/properties/" + name, output ? "may be missing" : "must be there");
            }
        }
        known.members().forEach((name, schema) -> {
            var at = pointer + "/properties/" + name;
            if (wanted.get(name).isPresent()) {
                compare(schema, wanted.get(name).get(), at, depth + 1);
            } else if (!output && (further instanceof JsonBoolean)) {
                add(at, "is gone");
            } else if (!output) {
                compare(schema, further, at, depth + 1);
            }
        });
        wanted.members().forEach((name, schema) -> {
            if (known.get(name).isEmpty()) {
                if (output) {
                    add(pointer + "/properties/" + name, "is gone");
                } else if (!others.equals(JsonBoolean.FALSE)) {
                    compare(others, schema, pointer + "/properties/" + name, depth + 1);
                }
            }
        });
        // who reads an output does not mind what he does not know, unless it is a map
        if (!output || further instanceof JsonObject) {
            compare(others, further, pointer + "/additionalProperties", depth + 1);
        }
    }

    private void items(JsonObject sub, JsonObject sup, String pointer, int depth) {
        if (sup.get("items").isPresent()) {
            compare(sub.get("items").orElse(JsonBoolean.TRUE), sup.get("items").get(), pointer + "/items", depth + 1);
        }
    }

    /** The schema with those that it refers to; only references within the document exist in descriptors. */
    private static JsonObject resolve(JsonValue value, JsonObject root) {
        var schema = value instanceof JsonObject object ? object : JsonObject.EMPTY;
        for (int hops = 0; hops < DEPTH && schema.text("$ref").isPresent(); hops++) {
            JsonValue target = root;
            for (var name : schema.text("$ref").get().replaceFirst("^#/?", "").split("/")) {
                var step = name.replace("~1", "/").replace("~0", "~");
                target = step.isEmpty()
                        ? target
                        : target instanceof JsonObject object
                                ? object.get(step).orElse(JsonObject.EMPTY)
                                : JsonObject.EMPTY;
            }
            schema = merged(without(schema, "$ref"), target);
        }
        return schema;
    }

    private static JsonObject merged(JsonObject rest, JsonValue branch) {
        return branch instanceof JsonObject object ? JsonObject.builder().putAll(rest).putAll(object).build() : rest;
    }

    private static JsonObject without(JsonObject schema, String keyword) {
        var builder = JsonObject.builder();
        schema.members().forEach((name, value) -> {
            if (!name.equals(keyword)) {
                builder.put(name, value);
            }
        });
        return builder.build();
    }

    private static List<String> strings(JsonObject schema, String keyword) {
        return schema.array(keyword).orElse(JsonArray.EMPTY).values().stream()
                .filter(JsonString.class::isInstance).map(value -> ((JsonString) value).value()).toList();
    }

    private void add(String pointer, String text) {
        reasons.add(new Reason(pointer, text));
    }
}
