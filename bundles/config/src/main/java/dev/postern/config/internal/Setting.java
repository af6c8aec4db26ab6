// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * One setting as a bundle describes it.
 *
 * @param attribute its rule
 * @param description for people
 * @param preset its default as the file has it
 */
public record Setting(Attribute attribute, String description, Optional<String> preset) {
    /** A comma that no backslash takes as part of the text (OSGi Compendium 8, 105.8.6). */
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

    /** Its key. */
    public String id() {
        return attribute.id();
    }

    /** Whether it is given by reference only. */
    public boolean isSecret() {
        return attribute.isSecret();
    }

    /** Whether a file must have it. */
    public boolean mustBeGiven() {
        return attribute.required() && preset.isEmpty();
    }

    /** Whether it is text that may be anything. */
    public boolean isFreeText() {
        return attribute.type().equals("String") && attribute.options().isEmpty();
    }

    /** Whether it holds a list. */
    public boolean isList() {
        return attribute.several();
    }

    /** Why its default would be refused if it stood in a file. */
    public Optional<String> refusal() {
        if (preset.isEmpty() || isList() && preset.get().isEmpty()) {
            return Optional.empty();
        }
        try {
            attribute.value(isList()
                    ? new JsonArray(COMMA.splitAsStream(preset.get()).map(this::value).toList())
                    : value(preset.get()));
            return Optional.empty();
        } catch (Refusal refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private JsonValue value(String text) {
        return switch (attribute.type()) {
            case "Integer", "Long", "Short", "Byte", "Double", "Float" -> number(text);
            case "Boolean" -> Stream.of("true", "false").anyMatch(text::equals)
                    ? new JsonBoolean(Boolean.parseBoolean(text))
                    : new JsonString(text);
            default -> new JsonString(text.replace("\\,", ","));
        };
    }

    private static JsonValue number(String text) {
        try {
            return JsonValue.parse(text) instanceof JsonNumber number ? number : new JsonString(text);
        } catch (JsonFormatException none) {
            return new JsonString(text);
        }
    }
}
