// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.planner.rules.internal.Assignments.Style;

/** Reads what people type as the values that a tool's input schema wants. */
final class InputValues {
    /** The longest number read. */
    private static final int LONGEST_NUMBER = 400;

    private final Shape shape;

    InputValues(Shape shape) {
        this.shape = shape;
    }

    /** Reads {@code key=value …}. */
    JsonObject assignments(String line) throws InvalidInput {
        var input = new LinkedHashMap<String, JsonValue>();
        var lists = new LinkedHashMap<String, List<JsonValue>>();
        for (var assignment : Assignments.of(line, this::style)) {
            var key = assignment.key();
            var member = member(key);
            var value = typed(Cut.quotation(key), member, assignment.raw());
            if (value instanceof JsonArray(var elements)) {
                // a list may be given by naming its key several times
                lists.computeIfAbsent(key, ignored -> new ArrayList<>()).addAll(elements);
            } else if (input.containsKey(key) || lists.containsKey(key)) {
                throw new InvalidInput(Cut.quotation(key) + " is given twice.");
            }
            input.put(key, value);
        }
        lists.forEach((key, elements) -> input.put(key, new JsonArray(elements)));
        return checked(input);
    }

    /** Reads a JSON object. */
    JsonObject object(String text) throws InvalidInput {
        try {
            if (JsonValue.parse(text) instanceof JsonObject(var members)) {
                return checked(members);
            }
            throw new InvalidInput("The input must be a JSON object.");
        } catch (JsonFormatException e) {
            throw new InvalidInput("The input is no JSON: " + e.getMessage() + ".");
        }
    }

    /** Reads one value, given as an answer: a text needs no quotation marks. */
    JsonValue answer(String name, String text) throws InvalidInput {
        var member = member(name);
        boolean plain = member.type().equals("string") && !(Quotes.opens(text, 0)
                && Quotes.close(text, 0) == text.length());
        var value = plain && member.options().isEmpty() ? new JsonString(text) : typed(name, member, text);
        return check(name, member, value);
    }

    private Style style(String key) {
        var type = shape.member(key).map(Shape::type).orElse("string");
        return switch (type) {
            case "array" -> Style.LIST;
            case "object", "" -> Style.JSON;
            default -> Style.TEXT;
        };
    }

    private Shape member(String name) throws InvalidInput {
        var member = shape.member(name);
        if (member.isEmpty()) {
            throw new InvalidInput("There is no input " + Cut.quotation(name) + "."
                    + Nearest.of(shape.names(), name).map(near -> " Did you mean " + near + "?").orElse(""));
        }
        return member.get();
    }

    private JsonObject checked(Map<String, JsonValue> input) throws InvalidInput {
        for (var member : input.entrySet()) {
            check(member.getKey(), member(member.getKey()), member.getValue());
        }
        return new JsonObject(input);
    }

    private static JsonValue check(String name, Shape member, JsonValue value) throws InvalidInput {
        var broken = Checks.broken(Cut.quotation(name), member, value);
        if (broken.isPresent()) {
            throw new InvalidInput(broken.get() + ".");
        }
        return value;
    }

    private static JsonValue typed(String name, Shape member, String raw) throws InvalidInput {
        var text = Quotes.value(raw);
        var option = option(member, text);
        if (option.isPresent()) {
            return option.get();
        }
        if (member.nullable() && raw.equals("null") && !member.type().equals("string")) {
            return JsonNull.NULL;
        }
        return switch (member.type()) {
            case "string" -> new JsonString(text);
            case "integer" -> number(name, text, true);
            case "number" -> number(name, text, false);
            case "boolean" ->
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on" -> JsonBoolean.TRUE;
                    case "false", "no", "off" -> JsonBoolean.FALSE;
                    default -> throw new InvalidInput(name + " must be true or false.");
                };
            case "array" -> list(name, member.elements(), raw);
            case "object" -> json(name, text.startsWith("{") ? text : raw);
            default -> anything(name, raw);
        };
    }

    /** Of the few values allowed the one that is written so; capital letters matter only where they must. */
    private static Optional<JsonValue> option(Shape member, String text) {
        var options = member.options();
        return options.stream()
                .filter(option -> option.equals(new JsonString(text)) || option.toString().equals(text))
                .findFirst()
                .or(() -> options.stream()
                        .filter(option -> option instanceof JsonString(var one) && one.equalsIgnoreCase(text))
                        .findFirst());
    }

    private static JsonValue list(String name, Shape elements, String raw) throws InvalidInput {
        if (raw.startsWith("[")) {
            return json(name, raw);
        }
        var values = new ArrayList<JsonValue>();
        for (var element : raw.isEmpty() ? List.<String>of() : Quotes.elements(raw)) {
            values.add(typed(name + "[" + values.size() + "]", elements, element));
        }
        return new JsonArray(values);
    }

    private static JsonValue number(String name, String text, boolean whole) throws InvalidInput {
        // stricter than Double.parseDouble, which takes 0x1p3, 1d and NaN
        if (text.length() > LONGEST_NUMBER
                || !text.matches("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
            throw new InvalidInput(name + " must be a " + (whole ? "whole " : "") + "number.");
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value) || whole && Math.abs(value) > JsonNumber.MAX_SAFE_INTEGER) {
            throw new InvalidInput(name + " must be within ±" + (whole ? "(2^53−1)" : "1.8e308") + ".");
        }
        if (whole && Math.rint(value) != value) {
            throw new InvalidInput(name + " must be a whole number.");
        }
        return new JsonNumber(value);
    }

    /** JSON where it can be nothing else or is some; otherwise text. */
    private static JsonValue anything(String name, String raw) throws InvalidInput {
        if (!raw.isEmpty() && "{[\"".indexOf(raw.charAt(0)) >= 0) {
            return json(name, raw);
        }
        try {
            return JsonValue.parse(raw);
        } catch (JsonFormatException text) {
            return new JsonString(Quotes.value(raw));
        }
    }

    private static JsonValue json(String name, String text) throws InvalidInput {
        try {
            return JsonValue.parse(text);
        } catch (JsonFormatException e) {
            throw new InvalidInput(name + " must be JSON: " + e.getMessage() + ".");
        }
    }
}
