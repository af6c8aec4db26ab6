// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import dev.postern.api.tool.ToolDescriptor;

/** What can be said, in words. */
final class Help {
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
        return "Write /tool.name key=value …, or /tool.name {json}. A text with spaces stands in quotation marks, a list"
                + " is a,b or JSON. I ask for what is missing; /cancel drops it. /help tool.name tells more.\n"
                + (lines.isEmpty() ? "No tool is installed." : lines);
    }

    static String usage(ToolDescriptor tool) {
        var text = new StringBuilder("/" + tool.name());
        var shape = Shape.of(tool.inputSchema());
        for (var name : shape.names()) {
            text.append(shape.required().contains(name) ? " " + name + "=…" : " [" + name + "=…]");
        }
        for (var name : shape.names()) {
            text.append("\n  ").append(name).append(": ").append(describe(shape, name));
        }
        for (var example : tool.examples()) {
            text.append("\nfor example /").append(tool.name()).append(' ').append(example);
        }
        return text.toString();
    }

    static String question(ToolDescriptor tool, String name) {
        return "which " + name + "? (" + describe(Shape.of(tool.inputSchema()), name) + ")";
    }

    static String unknown(List<ToolDescriptor> tools, String name) {
        if (name.isEmpty()) {
            return "A tool's name stands right after the /. /help lists those that are there.";
        }
        return "There is no tool " + Cut.quotation(name) + "."
                + Nearest.of(tools.stream().map(ToolDescriptor::name).toList(), name)
                        .map(known -> " Did you mean /" + known + "?")
                        .orElse(" /help lists those that are there.");
    }

    private static String describe(Shape shape, String name) {
        return shape.member(name)
                .map(member -> member.rules().text("description").map(text -> text + "; ").orElse("") + member.words())
                .orElse("");
    }
}
