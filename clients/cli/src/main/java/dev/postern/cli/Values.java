// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Values as people type them. */
final class Values {
    private static final String LENGTH = "[1-9][0-9]{0,8}[smhd]";

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

    /** A length of time in s, as 90s, 45m, 12h or 30d. */
    static long seconds(String text) throws UsageException {
        if (text.matches(LENGTH)) {
            long number = Long.parseLong(text.substring(0, text.length() - 1));
            return number
                    * switch (text.charAt(text.length() - 1)) {
                        case 'd' -> 86_400;
                        case 'h' -> 3_600;
                        case 'm' -> 60;
                        default -> 1;
                    };
        }
        throw new UsageException("not a time: " + text + "; one is 90s, 45m, 12h or 30d");
    }

    /** A moment by RFC 3339, or so long ago, in the form that the wire has. */
    static String time(String text) throws UsageException {
        if (text.matches(LENGTH)) {
            return Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(seconds(text)).toString();
        }
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeParseException e) {
            throw new UsageException(
                    "not a moment: " + text + "; one is 2026-11-22T10:00:00Z, or 2h for two hours ago");
        }
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

    /** What a file holds, in JSON; - reads standard input. */
    static JsonValue file(String name) throws Failure, UsageException, IOException {
        var path = Path.of(name);
        if (!name.equals("-") && !Files.isReadable(path)) {
            throw new Failure("not_found", "cannot read " + path);
        }
        var bytes = name.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(path);
        return json(new String(bytes, StandardCharsets.UTF_8), name);
    }
}
