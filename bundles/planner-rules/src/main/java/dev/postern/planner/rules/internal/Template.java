// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * Fills placeholders: {@code {group}}, {@code {/pointer}} into the surface's metadata, {@code {1/pointer}} into the first
 * output. A text that is one placeholder and nothing else becomes the value itself, whatever its type.
 */
final class Template {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*|\\d*/[^{}]*|\\d+)}");

    private Template() {}

    /** A call whose input has placeholders. */
    record Call(String tool, JsonObject input) {
        static Call of(JsonValue value) {
            if (value instanceof JsonObject object
                    && object.text("tool").isPresent()
                    && object.object("input").isPresent()) {
                return new Call(object.text("tool").get(), object.object("input").get());
            }
            throw new IllegalArgumentException("calls: each is {\"tool\":…,\"input\":{…}}, and one is " + value);
        }
    }

    /** What placeholders stand for. */
    record Values(Map<String, String> groups, JsonObject metadata, List<JsonObject> outputs) {
        JsonValue get(String placeholder) {
            if (Character.isLetter(placeholder.charAt(0))) {
                return new JsonString(groups.getOrDefault(placeholder, ""));
            }
            int slash = placeholder.indexOf('/');
            var number = slash < 0 ? placeholder : placeholder.substring(0, slash);
            var pointer = slash < 0 ? "" : placeholder.substring(slash);
            if (number.isEmpty()) {
                return Pointers.find(metadata, pointer);
            }
            int index = Integer.parseInt(number) - 1;
            return index >= 0 && index < outputs.size() ? Pointers.find(outputs.get(index), pointer) : JsonNull.NULL;
        }
    }

    static JsonValue fill(JsonValue template, Values values) {
        return switch (template) {
            case JsonString(var text) -> {
                var whole = PLACEHOLDER.matcher(text);
                yield whole.matches() ? values.get(whole.group(1)) : new JsonString(text(text, values));
            }
            case JsonArray(var elements) ->
                new JsonArray(elements.stream().map(element -> fill(element, values)).toList());
            case JsonObject(var members) -> {
                var filled = JsonObject.builder();
                members.forEach((name, value) -> filled.put(name, fill(value, values)));
                yield filled.build();
            }
            default -> template;
        };
    }

    static String text(String template, Values values) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(ResultText.text(values.get(found.group(1)))));
    }
}
