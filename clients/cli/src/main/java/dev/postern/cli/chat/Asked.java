// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.cli.Shown;

/**
 * A call that waits for a person's word, with all that the person decides by.
 *
 * @param id the approval's
 * @param facts the payload of {@code approval.requested}, or what {@code approvals.list} says
 */
record Asked(String id, JsonObject facts) {
    /** More of a preview is shown when it is asked for. */
    private static final int MOST_LINES = 40;
    /** And more of a line: what is to be seen must not be pushed off the screen by what is not. */
    private static final int MOST_CHARACTERS = 2_000;

    /** Of an event, or of a list's row. */
    static Asked of(JsonObject facts) {
        return new Asked(facts.text("approval").or(() -> facts.text("id")).orElse(""), facts);
    }

    boolean isHold() {
        return facts.text("mode").orElse("").equals("hold");
    }

    String tool() {
        return Shown.line(facts.text("tool").orElse("?"));
    }

    /** What it is, so that nothing in it hides: the arguments exactly, then what the call would do. */
    List<Out.Line> block() {
        return lines(MOST_LINES, MOST_CHARACTERS);
    }

    /** The same, to its end. */
    List<Out.Line> whole() {
        return lines(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private List<Out.Line> lines(int most, int characters) {
        var lines = new ArrayList<Out.Line>();
        lines.add(ask("┌ " + tool() + " waits for your word: " + word("risk") + " risk, arguments from "
                + origin() + until()));
        var input = facts.object("input").orElse(JsonObject.EMPTY).members();
        if (input.isEmpty()) {
            lines.add(ask("│ no arguments"));
        }
        input.forEach(
                (name, value) -> lines.add(ask(cut("│ " + Shown.line(name) + "  " + Shown.json(value), characters))));
        preview(lines, most, characters);
        var reason = facts.text("reason").orElse("");
        lines.add(ask("└ " + (reason.isEmpty() ? "" : Shown.line(reason) + " · ") + Shown.line(id)));
        return lines;
    }

    private static String cut(String line, int most) {
        return line.length() <= most
                ? line
                : line.substring(0, most) + " … " + (line.length() - most) + " characters more: /show asked";
    }

    private void preview(List<Out.Line> lines, int most, int characters) {
        var preview = facts.object("preview").orElse(JsonObject.EMPTY);
        if (preview.members().isEmpty()) {
            lines.add(ask("│ the tool cannot say what the call would do"));
            return;
        }
        preview.text("summary").ifPresent(summary -> lines.add(ask(cut("│ → " + Shown.line(summary), characters))));
        var detail = preview.text("detail").filter(text -> !text.isBlank()).map(Shown::lines).orElse(List.of());
        detail.stream().limit(most).forEach(line -> lines.add(ask(cut("│   " + line, characters))));
        if (detail.size() > most) {
            lines.add(ask("│   … " + (detail.size() - most) + " lines more: /show asked"));
        }
    }

    private String origin() {
        return switch (facts.text("origin").orElse("")) {
            case "person" -> "a person";
            case "foreign" -> "FOREIGN content";
            case "system" -> "the system";
            default -> "an unknown origin";
        };
    }

    private String until() {
        var until = Clock.brief(facts.text("expiresAt").orElse(""));
        return until.isEmpty() ? "" : ", until " + until;
    }

    private String word(String member) {
        return Shown.line(facts.text(member).orElse("unknown"));
    }

    private static Out.Line ask(String text) {
        return new Out.Line(Out.Kind.ASK, text);
    }
}
