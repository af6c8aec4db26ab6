// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * Finds the first rule of a schema that a value breaks, to tell a person before anything is called. What is not known here
 * passes: the gateway checks every input by the whole schema before the tool sees it.
 */
final class Checks {
    /** Schemas come from plugins, and some lead back to themselves. */
    private static final int MAX_STEPS = 10_000;
    private static final int MAX_DEPTH = 100;

    private int steps;
    private int depth;

    private Checks() {}

    /**
     * In words, beginning with the place.
     *
     * @param place what the value is called
     */
    static Optional<String> broken(String place, Shape shape, JsonValue value) {
        return new Checks().look(place, shape, value);
    }

    private Optional<String> look(String place, Shape shape, JsonValue value) {
        if (++steps > MAX_STEPS || depth == MAX_DEPTH) {
            return Optional.empty();
        }
        depth++;
        try {
            return kind(place, shape, value).or(() -> content(place, shape, value))
                    .or(() -> combined(place, shape, value));
        } finally {
            depth--;
        }
    }

    private static Optional<String> kind(String place, Shape shape, JsonValue value) {
        boolean allowed = shape.options().isEmpty()
                ? shape.types().isEmpty() || shape.types().stream().anyMatch(type -> is(type, value))
                : shape.options().contains(value);
        return broken(!allowed, place, "must be " + shape.words());
    }

    private static boolean is(String type, JsonValue value) {
        return switch (value) {
            case JsonObject _ -> type.equals("object");
            case JsonArray _ -> type.equals("array");
            case JsonString _ -> type.equals("string");
            case JsonBoolean _ -> type.equals("boolean");
            case JsonNull _ -> type.equals("null");
            case JsonNumber(var number) ->
                type.equals("number") || type.equals("integer") && Math.rint(number) == number;
        };
    }

    private Optional<String> content(String place, Shape shape, JsonValue value) {
        return switch (value) {
            case JsonString(var text) -> text(place, shape, text);
            case JsonNumber(var number) -> number(place, shape, number);
            case JsonArray(var elements) -> elements(place, shape, elements);
            case JsonObject object -> members(place, shape, object);
            case JsonBoolean _,JsonNull _ -> Optional.empty();
        };
    }

    private static Optional<String> text(String place, Shape shape, String text) {
        return size(place, shape, "Length", text.codePointCount(0, text.length()), "character")
                .or(() -> shape.rules().text("pattern")
                        .filter(pattern -> !matches(pattern, text))
                        .map(pattern -> place + " must match " + pattern))
                .or(() -> shape.rules().text("format")
                        .filter(format -> !Formats.fits(format, text))
                        .map(format -> place + " must be a " + format));
    }

    /** A schema's expressions are searched for; one that cannot be read or takes too long is for the gateway to judge. */
    private static boolean matches(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(new BoundedText(text)).find();
        } catch (PatternSyntaxException | TooCostlyException | StackOverflowError cannotSay) {
            return true;
        }
    }

    private static Optional<String> number(String place, Shape shape, double number) {
        return limit(place, shape, "minimum", "at least", bound -> number >= bound)
                .or(() -> limit(place, shape, "maximum", "at most", bound -> number <= bound))
                .or(() -> limit(place, shape, "exclusiveMinimum", "more than", bound -> number > bound))
                .or(() -> limit(place, shape, "exclusiveMaximum", "less than", bound -> number < bound));
    }

    private static Optional<String> limit(
            String place, Shape shape, String rule, String words, DoublePredicate kept) {
        return shape.rules().get(rule).flatMap(bound -> broken(
                bound instanceof JsonNumber(var limit) && !kept.test(limit), place, "must be " + words + " " + bound));
    }

    private Optional<String> elements(String place, Shape shape, List<JsonValue> elements) {
        var broken = size(place, shape, "Items", elements.size(), "element").or(() -> broken(
                shape.rules().bool("uniqueItems").orElse(false)
                        && new HashSet<>(elements).size() < elements.size(),
                place, "must not repeat elements"));
        var each = shape.elements();
        for (int i = 0; i < elements.size() && broken.isEmpty() && steps < MAX_STEPS; i++) {
            broken = look(place + "[" + i + "]", each, elements.get(i));
        }
        return broken;
    }

    private Optional<String> members(String place, Shape shape, JsonObject object) {
        var broken = size(place, shape, "Properties", object.members().size(), "member").or(() -> shape.required()
                .stream()
                .filter(name -> object.get(name).isEmpty())
                .findFirst()
                .map(name -> place + " must have the member " + name));
        for (var member : object.members().entrySet()) {
            if (broken.isEmpty()) {
                var name = member.getKey();
                broken = shape.member(name).isPresent()
                        ? look(place + "." + Cut.quotation(name), shape.member(name).get(), member.getValue())
                        : Optional.of(place + " must not have the member " + Cut.quotation(name));
            }
        }
        return broken;
    }

    private Optional<String> combined(String place, Shape shape, JsonValue value) {
        Optional<String> broken = Optional.empty();
        for (var every : shape.rules().array("allOf").orElse(JsonArray.EMPTY).values()) {
            broken = broken.or(() -> look(place, shape.part(every), value));
        }
        for (var rule : List.of("anyOf", "oneOf")) {
            var alternatives = shape.rules().array(rule).orElse(JsonArray.EMPTY).values();
            if (broken.isEmpty()
                    && !alternatives.isEmpty()
                    && alternatives.stream().noneMatch(one -> look(place, shape.part(one), value).isEmpty())) {
                broken = Optional.of(place + " fits none of what it can be");
            }
        }
        return broken;
    }

    private static Optional<String> size(String place, Shape shape, String of, int size, String unit) {
        long min = shape.rules().integer("min" + of).orElse(0L);
        long max = shape.rules().integer("max" + of).orElse(Long.MAX_VALUE);
        return broken(size < min, place, "must have at least " + count(min, unit))
                .or(() -> broken(size > max, place, "must have at most " + count(max, unit)));
    }

    private static String count(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }

    private static Optional<String> broken(boolean broken, String place, String rule) {
        return broken ? Optional.of(place + " " + rule) : Optional.empty();
    }
}
