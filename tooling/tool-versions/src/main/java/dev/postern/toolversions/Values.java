// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** The keywords that are about one value: its type, its choices, its bounds. */
final class Values {
    private static final Set<String> TYPES = Set.of("array", "boolean", "integer", "null", "number", "object",
            "string");

    /** A least and a greatest keyword of a pair; {@code of} is the type that they speak of. */
    private record Bounds(String least, String greatest, String of) {}

    private static final List<Bounds> SIZES = List.of(new Bounds("minLength", "maxLength", "string"),
            new Bounds("minItems", "maxItems", "array"), new Bounds("minProperties", "maxProperties", "object"));

    private Values() {}

    /** Tells why a value of the first may be none of the second. */
    static void compare(JsonObject sub, JsonObject sup, Consumer<String> reasons) {
        types(sub, sup, reasons);
        choices(sub, sup, reasons);
        if (choices(sub).isEmpty()) {
            numbers(sub, sup, reasons);
            for (var each : SIZES) {
                if (types(sub).contains(each.of)) {
                    sizes(sub, sup, each, reasons);
                }
            }
            if (sup.bool("uniqueItems").orElse(false) && !sub.bool("uniqueItems").orElse(false)) {
                reasons.accept("no item twice");
            }
        }
    }

    private static void types(JsonObject sub, JsonObject sup, Consumer<String> reasons) {
        var wanted = types(sup);
        for (var type : types(sub)) {
            if (!wanted.contains(type) && !(type.equals("integer") && wanted.contains("number"))) {
                reasons.accept("no " + type);
            }
        }
    }

    private static Set<String> types(JsonObject schema) {
        var choices = choices(schema);
        if (schema.get("type").isEmpty() && choices.isPresent()) {
            var types = new TreeSet<String>();
            choices.get().forEach(choice -> types.add(type(choice)));
            return types;
        }
        return switch (schema.get("type").orElse(JsonNull.NULL)) {
            case JsonString one -> Set.of(one.value());
            case JsonArray several -> new TreeSet<>(several.strings());
            default -> TYPES;
        };
    }

    private static String type(JsonValue value) {
        return switch (value) {
            case JsonArray any -> "array";
            case JsonBoolean any -> "boolean";
            case JsonNull any -> "null";
            case JsonNumber number -> number.isInteger() ? "integer" : "number";
            case JsonObject any -> "object";
            case JsonString any -> "string";
        };
    }

    private static void choices(JsonObject sub, JsonObject sup, Consumer<String> reasons) {
        var wanted = choices(sup);
        var given = choices(sub);
        if (wanted.isPresent()) {
            if (given.isEmpty()) {
                reasons.accept("one of " + JsonArray.of(wanted.get().toArray(JsonValue[]::new)).canonical());
            } else {
                given.get().stream().filter(choice -> !wanted.get().contains(choice))
                        .forEach(choice -> reasons.accept("not " + choice.canonical()));
            }
        } else if (given.isPresent()) {
            given.get().stream().filter(choice -> !fits(choice, sup))
                    .forEach(choice -> reasons.accept(choice.canonical() + " is out of bounds"));
        }
    }

    private static Optional<List<JsonValue>> choices(JsonObject schema) {
        return schema.get("const").map(List::of).or(() -> schema.array("enum").map(JsonArray::values));
    }

    private static boolean fits(JsonValue choice, JsonObject schema) {
        return switch (choice) {
            case JsonNumber number ->
                number.value() >= least(schema).bound() && number.value() <= greatest(schema).bound();
            case JsonString text -> {
                int length = text.value().codePointCount(0, text.value().length());
                yield length >= schema.integer("minLength").orElse(0L)
                        && length <= schema.integer("maxLength").orElse(Long.MAX_VALUE);
            }
            default -> true;
        };
    }

    /** @param open whether the bound itself is outside */
    private record Bound(double bound, boolean open) {}

    private static void numbers(JsonObject sub, JsonObject sup, Consumer<String> reasons) {
        var types = types(sub);
        if (!types.contains("number") && !types.contains("integer")) {
            return;
        }
        var low = least(sub);
        var lowest = least(sup);
        if (low.bound < lowest.bound || low.bound == lowest.bound && lowest.open && !low.open) {
            reasons.accept((lowest.open ? "more than " : "at least ") + new JsonNumber(lowest.bound));
        }
        var high = greatest(sub);
        var highest = greatest(sup);
        if (high.bound > highest.bound || high.bound == highest.bound && highest.open && !high.open) {
            reasons.accept((highest.open ? "less than " : "at most ") + new JsonNumber(highest.bound));
        }
        number(sup, "multipleOf").ifPresent(step -> {
            var own = number(sub, "multipleOf");
            if (own.isEmpty() || own.get() % step != 0) {
                reasons.accept("a multiple of " + new JsonNumber(step));
            }
        });
    }

    private static Bound least(JsonObject schema) {
        double least = number(schema, "minimum").orElse(Double.NEGATIVE_INFINITY);
        double above = number(schema, "exclusiveMinimum").orElse(Double.NEGATIVE_INFINITY);
        return above >= least && above > Double.NEGATIVE_INFINITY ? new Bound(above, true) : new Bound(least, false);
    }

    private static Bound greatest(JsonObject schema) {
        double greatest = number(schema, "maximum").orElse(Double.POSITIVE_INFINITY);
        double below = number(schema, "exclusiveMaximum").orElse(Double.POSITIVE_INFINITY);
        return below <= greatest && below < Double.POSITIVE_INFINITY
                ? new Bound(below, true)
                : new Bound(greatest, false);
    }

    private static void sizes(JsonObject sub, JsonObject sup, Bounds of, Consumer<String> reasons) {
        long least = sup.integer(of.least).orElse(0L);
        if (sub.integer(of.least).orElse(0L) < least) {
            reasons.accept(of.least + " is " + least);
        }
        long greatest = sup.integer(of.greatest).orElse(Long.MAX_VALUE);
        if (sub.integer(of.greatest).orElse(Long.MAX_VALUE) > greatest) {
            reasons.accept(of.greatest + " is " + greatest);
        }
    }

    private static Optional<Double> number(JsonObject schema, String keyword) {
        return schema.get(keyword).filter(JsonNumber.class::isInstance).map(value -> ((JsonNumber) value).value());
    }
}
