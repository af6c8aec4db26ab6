package dev.postern.toolrunner.internal;

import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** Replaces what a tool's descriptor says is secret. A step {@code *} in a pointer stands for every element or member. */
final class Redactor {
    private static final JsonString REDACTED = new JsonString("[redacted]");

    private Redactor() {}

    static JsonObject input(JsonObject value, List<String> pointers) {
        return redact(value, pointers, "/input");
    }

    static JsonObject output(JsonObject value, List<String> pointers) {
        return redact(value, pointers, "/output");
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
            return REDACTED;
        }
        var step = steps[depth].replace("~1", "/").replace("~0", "~");
        return switch (value) {
            case JsonObject(var members) -> {
                var copy = JsonObject.builder();
                members.forEach((name, member) -> copy.put(name,
                        step.equals("*") || step.equals(name) ? at(member, steps, depth + 1) : member));
                yield copy.build();
            }
            case JsonArray(var elements) -> {
                var copy = new java.util.ArrayList<JsonValue>();
                for (int i = 0; i < elements.size(); i++) {
                    boolean meant = step.equals("*") || step.equals(Integer.toString(i));
                    copy.add(meant ? at(elements.get(i), steps, depth + 1) : elements.get(i));
                }
                yield new JsonArray(copy);
            }
            default -> value;
        };
    }
}
