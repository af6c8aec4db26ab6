// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.LinkedHashSet;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** One thing, a member a line, what is inside it indented. */
final class Details {
    private Details() {}

    static void print(Invocation in, JsonObject object) {
        print(in, object, "");
    }

    private static void print(Invocation in, JsonObject object, String indent) {
        int width = object.members().keySet().stream().mapToInt(String::length).max().orElse(0);
        object.members().forEach((name, value) -> {
            if (isDeep(value)) {
                in.print(indent + Shown.line(name));
                inside(in, value, indent + "  ");
            } else {
                in.print((indent + Shown.line(name) + " ".repeat(Math.max(0, width - name.length())) + "  "
                        + Table.cell(value))
                        .stripTrailing());
            }
        });
    }

    private static void inside(Invocation in, JsonValue value, String indent) {
        if (value instanceof JsonObject object) {
            print(in, object, indent);
        } else if (value instanceof JsonArray rows && rows.values().stream().allMatch(Details::isFlat)) {
            var columns = new LinkedHashSet<String>();
            rows.values().forEach(row -> columns.addAll(((JsonObject) row).members().keySet()));
            Table.print(in, indent, rows, columns.toArray(String[]::new));
        } else if (value instanceof JsonArray(var values)) {
            for (var each : values) {
                if (each instanceof JsonObject object) {
                    print(in, object, indent);
                    in.print("");
                } else {
                    in.print(indent + Table.cell(each));
                }
            }
        }
    }

    private static boolean isFlat(JsonValue value) {
        return value instanceof JsonObject(var members) && members.values().stream().noneMatch(Details::isDeep);
    }

    private static boolean isDeep(JsonValue value) {
        return value instanceof JsonObject(var members) && !members.isEmpty()
                || value instanceof JsonArray(var values) && values.stream().anyMatch(JsonObject.class::isInstance);
    }
}
