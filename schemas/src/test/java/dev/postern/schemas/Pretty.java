// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** JSON for people who read differences: a member a line, short lists on one. */
final class Pretty {
    private static final int SHORT = 100;

    private Pretty() {}

    static String print(JsonValue value) {
        var out = new StringBuilder();
        print(value, "", out);
        return out.append('\n').toString();
    }

    private static void print(JsonValue value, String indent, StringBuilder out) {
        switch (value) {
            case JsonObject(var members) when !members.isEmpty() -> {
                var separator = "{\n";
                for (var member : members.entrySet()) {
                    out.append(separator).append(indent).append("  ").append(new JsonString(member.getKey()))
                            .append(": ");
                    print(member.getValue(), indent + "  ", out);
                    separator = ",\n";
                }
                out.append('\n').append(indent).append('}');
            }
            case JsonArray(var values) when value.toString().length() > SHORT
                    || values.stream().anyMatch(JsonObject.class::isInstance) -> {
                var separator = "[\n";
                for (var each : values) {
                    out.append(separator).append(indent).append("  ");
                    print(each, indent + "  ", out);
                    separator = ",\n";
                }
                out.append('\n').append(indent).append(']');
            }
            default -> out.append(value);
        }
    }
}
