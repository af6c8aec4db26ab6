// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.time.Duration;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.ToolDescriptor;

/** Commands that name a tool: {@code tool.name key=value …} and {@code tool.name {json}}. */
final class Commands {
    private static final Duration PATIENCE = Duration.ofHours(24);

    private Commands() {}

    /** Decides on what stands after the slash. */
    static Decision command(TurnView turn, String line) {
        var tool = find(turn, name(line));
        if (tool.isEmpty()) {
            return unknown(turn, name(line));
        }
        var rest = line.substring(name(line).length()).strip();
        var values = new InputValues(Shape.of(tool.get().inputSchema()));
        try {
            return callOrAsk(tool.get(), rest.startsWith("{") ? values.object(rest) : values.assignments(rest));
        } catch (InvalidInput wrong) {
            return new Decision.Reply(wrong.text() + "\n" + Help.usage(tool.get()));
        }
    }

    /** Decides on the answer to a question. */
    static Decision answer(TurnView turn, Question question, String text) {
        var tool = find(turn, question.tool());
        if (tool.isEmpty()) {
            return new Decision.Reply(
                    "The tool " + question.tool() + " is not there any more; the question is dropped.");
        }
        try {
            var value = new InputValues(Shape.of(tool.get().inputSchema())).answer(question.asking(), text);
            return callOrAsk(tool.get(), question.input().with(question.asking(), value));
        } catch (InvalidInput wrong) {
            return ask(question, wrong.text() + " Try again, or /cancel.");
        }
    }

    /** Says something and keeps the question, if there is one. */
    static Decision beside(TurnView turn, Optional<Question> question, String text) {
        return question.flatMap(open -> find(turn, open.tool())
                .<Decision>map(tool -> new Decision.Ask(
                        text + "\n" + tool.name() + ": " + Help.question(tool, open.asking()), open.memo(), PATIENCE)))
                .orElseGet(() -> new Decision.Reply(text));
    }

    private static Decision unknown(TurnView turn, String name) {
        var question = turn.memo().flatMap(Question::of);
        return beside(turn, question, Help.unknown(turn.tools(), name)
                + (question.isPresent() ? " An answer that begins with / stands in quotation marks." : ""));
    }

    private static Decision callOrAsk(ToolDescriptor tool, JsonObject input) {
        for (var name : Shape.of(tool.inputSchema()).required()) {
            if (input.get(name).isEmpty()) {
                return ask(new Question(tool.name(), input, name), Help.question(tool, name));
            }
        }
        return Decision.CallTools.one(tool.name(), input);
    }

    private static Decision ask(Question question, String text) {
        return new Decision.Ask(question.tool() + ": " + text, question.memo(), PATIENCE);
    }

    private static String name(String line) {
        int end = 0;
        while (end < line.length() && !Quotes.space(line, end)) {
            end++;
        }
        return line.substring(0, end);
    }

    private static Optional<ToolDescriptor> find(TurnView turn, String name) {
        return turn.tools().stream().filter(tool -> tool.name().equals(name)).findFirst();
    }
}
