// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.cli.Shown;

/** A call of a tool: one line when it is made, one when it has ended, and all of it when that is asked for. */
final class Folded {
    /** No screen is wider, and no folded line longer. */
    private static final int MOST = 500;

    private final int number;
    private final JsonObject requested;
    private JsonObject finished = JsonObject.EMPTY;

    /**
     * A call.
     *
     * @param number what {@code /show} knows it by
     * @param requested the payload of {@code tool.requested}
     */
    Folded(int number, JsonObject requested) {
        this.number = number;
        this.requested = requested;
    }

    String tool() {
        return Shown.line(requested.text("tool").orElse("?"));
    }

    boolean isOf(String turn) {
        return requested.text("turn").orElse("").equals(turn);
    }

    boolean isRunning() {
        return finished.members().isEmpty();
    }

    /** That it was made. */
    Out.Line call() {
        return new Out.Line(Out.Kind.CALL, cut("▸ " + number + " " + tool() + members(input())));
    }

    /** That it ended. */
    Out.Line result(JsonObject payload) {
        finished = payload;
        var time = payload.integer("durationMillis").map(Folded::time).orElse("");
        var state = payload.text("state").orElse("");
        if (state.equals("finished")) {
            return new Out.Line(Out.Kind.RESULT, cut("✓ " + number + time + members(output())));
        }
        if (state.equals("previewed")) {
            var summary = payload.object("preview").flatMap(preview -> preview.text("summary")).orElse("");
            return new Out.Line(Out.Kind.RESULT, cut("✓ " + number + " dry run  " + Shown.line(summary)));
        }
        return new Out.Line(Out.Kind.FAILED, cut("✗ " + number + time + " " + Shown.line(state)
                + payload.text("message").map(message -> ": " + Shown.line(message)).orElse("")));
    }

    /** All of it. */
    List<Out.Line> unfolded() {
        var lines = new ArrayList<Out.Line>();
        lines.add(
                Out.detail(number + " " + tool() + requested.text("version").map(v -> " " + Shown.line(v)).orElse("")));
        unfold(lines, "input", input());
        if (isRunning()) {
            lines.add(Out.detail("has not ended"));
        } else if (finished.get("output").isPresent()) {
            unfold(lines, "output", output());
        } else {
            unfold(lines, "outcome", finished);
        }
        return lines;
    }

    private JsonObject input() {
        return requested.object("input").orElse(JsonObject.EMPTY);
    }

    private JsonObject output() {
        return finished.object("output").orElse(JsonObject.EMPTY);
    }

    private static String time(long millis) {
        return millis < 1_000 ? " " + millis + " ms" : " " + millis / 1_000 + "." + millis % 1_000 / 100 + " s";
    }

    private static String members(JsonObject object) {
        var line = new StringBuilder();
        for (var member : object.members().entrySet()) {
            line.append("  ").append(Shown.line(member.getKey())).append('=').append(brief(member.getValue()));
            if (line.length() > MOST) {
                break;
            }
        }
        return line.toString();
    }

    private static String brief(JsonValue value) {
        return value instanceof JsonString(var text) && !text.isEmpty() && text.indexOf(' ') < 0
                ? Shown.line(start(text))
                : value instanceof JsonString(var text)
                        ? Shown.json(new JsonString(start(text)))
                        : Shown.json(value);
    }

    /** Escaping all of a long text for its first words would take long, too. */
    private static String start(String text) {
        return text.length() <= MOST ? text : text.substring(0, MOST);
    }

    private static String cut(String line) {
        return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
    }

    private static void unfold(List<Out.Line> lines, String title, JsonObject object) {
        lines.add(Out.detail(title));
        object.members().forEach((name, value) -> {
            if (value instanceof JsonString(var text) && text.indexOf('\n') >= 0) {
                lines.add(Out.detail("  " + Shown.line(name)));
                Shown.lines(text).forEach(line -> lines.add(Out.detail("    " + line)));
            } else if (value instanceof JsonArray(var values) && values.size() > 1) {
                lines.add(Out.detail("  " + Shown.line(name)));
                values.forEach(each -> lines.add(Out.detail("    " + Shown.json(each))));
            } else {
                lines.add(Out.detail("  " + Shown.line(name) + "  " + Shown.json(value)));
            }
        });
    }
}
