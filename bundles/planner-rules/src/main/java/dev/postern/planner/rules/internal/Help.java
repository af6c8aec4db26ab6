package dev.postern.planner.rules.internal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolDescriptor;

/** What can be said, in words. */
final class Help {
    private static final int LONGEST_NAME = 64;

    private Help() {}

    static String text(List<ToolDescriptor> tools, String about) {
        if (!about.isEmpty()) {
            var name = about.startsWith("/") ? about.substring(1) : about;
            return tools.stream()
                    .filter(tool -> tool.name().equals(name))
                    .findFirst()
                    .map(tool -> tool.description() + "\n" + usage(tool))
                    .orElseGet(() -> unknown(tools, name));
        }
        var lines = tools.stream()
                .sorted(Comparator.comparing(ToolDescriptor::name))
                .map(tool -> "/" + tool.name() + "  " + tool.description())
                .collect(Collectors.joining("\n"));
        return "Write /tool.name key=value …, or /tool.name {json}. I ask for what is missing; /cancel drops it."
                + " /help tool.name tells more.\n" + (lines.isEmpty() ? "No tool is installed." : lines);
    }

    static String usage(ToolDescriptor tool) {
        var text = new StringBuilder("/" + tool.name());
        var required = tool.inputSchema().array("required").orElse(JsonArray.EMPTY).strings();
        var properties = tool.inputSchema().object("properties").orElse(JsonObject.EMPTY);
        for (var name : properties.members().keySet()) {
            text.append(required.contains(name) ? " " + name + "=…" : " [" + name + "=…]");
        }
        for (var name : properties.members().keySet()) {
            text.append("\n  ").append(name).append(": ").append(describe(properties, name));
        }
        for (var example : tool.examples()) {
            text.append("\nfor example /").append(tool.name()).append(' ').append(example);
        }
        return text.toString();
    }

    static String question(ToolDescriptor tool, String name) {
        var properties = tool.inputSchema().object("properties").orElse(JsonObject.EMPTY);
        return "which " + name + "? (" + describe(properties, name) + ")";
    }

    static String unknown(List<ToolDescriptor> tools, String typed) {
        var name = typed.substring(0, Math.min(typed.length(), LONGEST_NAME));
        var nearest = tools.stream()
                .map(ToolDescriptor::name)
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .filter(known -> distance(known, name) <= Math.max(2, name.length() / 3));
        return "There is no tool " + name + "."
                + nearest.map(known -> " Did you mean /" + known + "?").orElse(" /help lists those that are there.");
    }

    private static String describe(JsonObject properties, String name) {
        var property = properties.object(name).orElse(JsonObject.EMPTY);
        var type = property.array("enum")
                .map(options -> "one of " + String.join(", ", options.strings()))
                .or(() -> property.text("type"))
                .orElse("any JSON");
        return property.text("description").map(text -> text + "; " + type).orElse(type);
    }

    /** Levenshtein's distance. */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substitute = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
