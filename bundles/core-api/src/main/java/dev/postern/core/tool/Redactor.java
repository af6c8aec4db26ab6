// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Replaces what a tool's descriptor says is secret. A step {@code *} in a pointer stands for every element or member. */
public final class Redactor {
    /** What stands in place of a secret. */
    public static final String REDACTED = "[redacted]";

    private Redactor() {}

    /** The input without them. */
    public static JsonObject input(JsonObject value, List<String> pointers) {
        return redact(value, pointers, "/input");
    }

    /** The output without them. */
    public static JsonObject output(JsonObject value, List<String> pointers) {
        return redact(value, pointers, "/output");
    }

    /** The texts that stand at the pointers, of the input. */
    public static List<String> secrets(JsonObject input, List<String> pointers) {
        var found = new ArrayList<String>();
        for (var pointer : pointers) {
            if (pointer.startsWith("/input/")) {
                collect(input, pointer.substring("/input/".length()).split("/", -1), 0, found);
            }
        }
        return found;
    }

    private static void collect(JsonValue value, String[] steps, int depth, List<String> found) {
        switch (value) {
            case JsonString(var text) when depth >= steps.length -> found.add(text);
            case JsonObject(var members) -> members.forEach((name, member) -> {
                if (depth >= steps.length || meant(steps[depth], name)) {
                    collect(member, steps, depth + 1, found);
                }
            });
            case JsonArray(var elements) -> {
                for (int i = 0; i < elements.size(); i++) {
                    if (depth >= steps.length || meant(steps[depth], Integer.toString(i))) {
                        collect(elements.get(i), steps, depth + 1, found);
                    }
                }
            }
            default -> {
                // numbers and truth values stand in too many texts to be searched for
            }
        }
    }

    private static boolean meant(String step, String name) {
        return step.equals("*") || step.replace("~1", "/").replace("~0", "~").equals(name);
    }

    private static JsonObject redact(JsonObject value, List<String> pointers, String prefix) {
        JsonValue redacted = value;
        for (var pointer : pointers) {
            if (pointer.startsWith(prefix + "/")) {
                redacted = at(redacted, pointer.substring(prefix.length() + 1).split("/", -1), 0);
            }
        }
        return (JsonObject) redacted;
    }

    private static JsonValue at(JsonValue value, String[] steps, int depth) {
        if (depth == steps.length) {
            return new JsonString(REDACTED);
        }
        var step = steps[depth];
        return switch (value) {
            case JsonObject(var members) -> {
                var copy = JsonObject.builder();
                members.forEach((name, member) -> copy.put(name,
                        meant(step, name) ? at(member, steps, depth + 1) : member));
                yield copy.build();
            }
            case JsonArray(var elements) -> {
                var copy = new ArrayList<JsonValue>();
                for (int i = 0; i < elements.size(); i++) {
                    boolean meant = meant(step, Integer.toString(i));
                    copy.add(meant ? at(elements.get(i), steps, depth + 1) : elements.get(i));
                }
                yield new JsonArray(copy);
            }
            default -> value;
        };
    }
}
