package dev.postern.planner.rules.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;

/** Reads what people type as the values that a tool's input schema wants. */
final class InputValues {
    private final Json json;

    InputValues(Json json) {
        this.json = json;
    }

    /** Reads {@code key=value …}; a text without a key is taken for the only required input. */
    JsonObject read(JsonObject schema, String line) throws InvalidInput {
        var input = JsonObject.EMPTY;
        var properties = schema.object("properties").orElse(JsonObject.EMPTY);
        for (var word : Words.split(line)) {
            int equals = word.indexOf('=');
            var key = equals > 0 ? word.substring(0, equals) : "";
            if (properties.get(key).isEmpty()) {
                throw new InvalidInput(
                        key.isEmpty()
                                ? "Write inputs as key=value; \"" + word + "\" is none."
                                : "There is no input " + key + ".");
            }
            var value = one(schema, key, word.substring(equals + 1));
            input = input.with(key, repeated(input, key, value));
        }
        return input;
    }

    /** Reads one value for the input of that name. */
    JsonValue one(JsonObject schema, String name, String text) throws InvalidInput {
        var property = schema.object("properties")
                .flatMap(properties -> properties.object(name))
                .orElse(JsonObject.EMPTY);
        var value = typed(name, property, text.strip());
        check(name, property, value);
        return value;
    }

    /** A list may be given by naming its key several times. */
    private static JsonValue repeated(JsonObject input, String key, JsonValue value) {
        if (value instanceof JsonArray(var more) && input.get(key).orElse(null) instanceof JsonArray(var before)) {
            var all = new ArrayList<>(before);
            all.addAll(more);
            return new JsonArray(all);
        }
        return value;
    }

    private JsonValue typed(String name, JsonObject property, String text) throws InvalidInput {
        return switch (property.text("type").orElse("")) {
            case "string" -> new JsonString(text);
            case "integer" -> number(name, text, true);
            case "number" -> number(name, text, false);
            case "boolean" ->
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on" -> JsonBoolean.TRUE;
                    case "false", "no", "off" -> JsonBoolean.FALSE;
                    default -> throw new InvalidInput(name + " is true or false.");
                };
            case "array" -> list(name, property.object("items").orElse(JsonObject.EMPTY), text);
            default -> anything(name, text);
        };
    }

    private JsonValue list(String name, JsonObject items, String text) throws InvalidInput {
        if (text.startsWith("[")) {
            return anything(name, text);
        }
        var values = new ArrayList<JsonValue>();
        for (var item : text.isEmpty() ? List.<String>of() : List.of(text.split(",", -1))) {
            values.add(typed(name, items, item.strip()));
        }
        return new JsonArray(values);
    }

    private static JsonValue number(String name, String text, boolean whole) throws InvalidInput {
        try {
            var number = new JsonNumber(Double.parseDouble(text));
            if (whole && !number.isInteger()) {
                throw new InvalidInput(name + " is a whole number.");
            }
            return number;
        } catch (IllegalArgumentException notANumber) {
            throw new InvalidInput(name + " is a number.");
        }
    }

    private JsonValue anything(String name, String text) throws InvalidInput {
        try {
            return json.parse(text);
        } catch (JsonException e) {
            throw new InvalidInput(name + " is written as JSON: " + e.getMessage() + ".");
        }
    }

    /** The rule that a value breaks, in the schema's own compiler's words. */
    private void check(String name, JsonObject property, JsonValue value) throws InvalidInput {
        try {
            var broken = json.schema(property).validate(value);
            if (!broken.isEmpty()) {
                throw new InvalidInput(name + ": " + broken.getFirst().message() + ".");
            }
        } catch (JsonException e) {
            throw new InvalidInput("The tool's schema for " + name + " cannot be read: " + e.getMessage() + ".");
        }
    }
}
