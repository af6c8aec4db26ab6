package dev.postern.cli;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Values as people type them. */
final class Values {
    private Values() {}

    /** Adds {@code KEY=VALUE}, whose value is JSON where it reads as such, else text. */
    static void pair(JsonObject.Builder into, String word) throws UsageException {
        int equals = split(word);
        var text = word.substring(equals + 1);
        JsonValue value;
        try {
            value = JsonValue.parse(text);
        } catch (JsonFormatException e) {
            value = new JsonString(text);
        }
        into.put(word.substring(0, equals), value);
    }

    /** Adds {@code KEY=VALUE}, whose value is of the type that the schema has for the key. */
    static void pair(JsonObject.Builder into, String word, JsonObject schema) throws UsageException {
        int equals = split(word);
        var name = word.substring(0, equals);
        var text = word.substring(equals + 1);
        var property = schema.object("properties").orElse(JsonObject.EMPTY).object(name).orElse(JsonObject.EMPTY);
        switch (property.text("type").orElse("")) {
            case "integer", "number", "boolean", "object" -> into.put(name, json(text, name));
            case "array" -> into.put(
                    name, text.startsWith("[") ? json(text, name) : JsonArray.of(new JsonString(text)));
            case "string" -> into.put(name, text);
            default -> pair(into, word);
        }
    }

    private static int split(String word) throws UsageException {
        int equals = word.indexOf('=');
        if (equals <= 0) {
            throw new UsageException("not KEY=VALUE: " + word);
        }
        return equals;
    }

    /** An object in JSON. */
    static JsonObject object(String text, String what) throws UsageException {
        if (json(text, what) instanceof JsonObject object) {
            return object;
        }
        throw new UsageException(what + " must be a JSON object");
    }

    private static JsonValue json(String text, String what) throws UsageException {
        try {
            return JsonValue.parse(text);
        } catch (JsonFormatException e) {
            throw new UsageException(what + " must be JSON: " + e.getMessage());
        }
    }
}
