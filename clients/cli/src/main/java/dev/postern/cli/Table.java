// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.util.ArrayList;
import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Rows in columns as wide as their widest cell, the last one open. */
final class Table {
    /** A SHA-256 fits, which nobody can compare when its end is cut off. */
    private static final int WIDEST = 64;

    private Table() {}

    static void print(Invocation in, JsonArray rows, String... columns) {
        print(in, "", rows, columns);
    }

    static void print(Invocation in, String indent, JsonArray rows, String... columns) {
        var lines = new ArrayList<String[]>();
        var head = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            head[i] = columns[i].replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
        }
        lines.add(head);
        for (var row : rows.values()) {
            var cells = new String[columns.length];
            for (int i = 0; i < columns.length; i++) {
                cells[i] = row instanceof JsonObject object ? cell(object.members().get(columns[i])) : "";
            }
            lines.add(cells);
        }
        var widths = new int[columns.length];
        for (var cells : lines) {
            for (int i = 0; i < columns.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(WIDEST, cells[i].length()));
            }
        }
        for (var cells : lines) {
            in.print(indent + line(cells, widths));
        }
    }

    private static String line(String[] cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            boolean last = i == cells.length - 1;
            var cell = !last && cells[i].length() > WIDEST ? cells[i].substring(0, WIDEST - 1) + "…" : cells[i];
            line.append(cell);
            if (!last) {
                line.append(" ".repeat(widths[i] - cell.length() + 2));
            }
        }
        return line.toString().stripTrailing();
    }

    /** One value on one line. */
    static String cell(@Nullable JsonValue value) {
        return switch (value) {
            case null -> "";
            case JsonNull none -> "";
            case JsonString(var text) -> Shown.line(text);
            case JsonArray(var values) when values.stream().allMatch(JsonString.class::isInstance) -> Shown.line(
                    String.join(" ", ((JsonArray) value).strings()));
            default -> Shown.json(value);
        };
    }
}
