package dev.postern.planner.rules.internal;

import java.time.Duration;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;

/** Commands that name a tool: {@code tool.name key=value …} and {@code tool.name {json}}. */
final class Commands {
    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Json json;
    private final InputValues values;

    Commands(Json json) {
        this.json = json;
        this.values = new InputValues(json);
    }

    Decision command(TurnView turn, String line) {
        var parts = line.split("\\s+", 2);
        var tool = find(turn, parts[0]);
        if (tool.isEmpty()) {
            return new Decision.Reply(Help.unknown(turn.tools(), parts[0]));
        }
        var rest = parts.length > 1 ? parts[1].strip() : "";
        try {
            var input = rest.startsWith("{") ? object(rest) : values.read(tool.get().inputSchema(), rest);
            return callOrAsk(tool.get(), input);
        } catch (InvalidInput wrong) {
            return new Decision.Reply(wrong.text() + "\n" + Help.usage(tool.get()));
        }
    }

    Decision answer(TurnView turn, Question question, String text) {
        var tool = find(turn, question.tool());
        if (tool.isEmpty()) {
            return new Decision.Reply(
                    "The tool " + question.tool() + " is not there any more; the question is dropped.");
        }
        try {
            var value = values.one(tool.get().inputSchema(), question.asking(), text);
            return callOrAsk(tool.get(), question.input().with(question.asking(), value));
        } catch (InvalidInput wrong) {
            return ask(tool.get(), question, wrong.text() + " Try again, or /cancel.");
        }
    }

    private Decision callOrAsk(ToolDescriptor tool, JsonObject input) {
        for (var name : tool.inputSchema().array("required").orElse(JsonArray.EMPTY).strings()) {
            if (input.get(name).isEmpty()) {
                return ask(tool, new Question(tool.name(), input, name), Help.question(tool, name));
            }
        }
        return Decision.CallTools.one(tool.name(), input);
    }

    private static Decision ask(ToolDescriptor tool, Question question, String text) {
        return new Decision.Ask(tool.name() + ": " + text, question.memo(), PATIENCE);
    }

    private JsonObject object(String text) throws InvalidInput {
        try {
            if (json.parse(text) instanceof JsonObject object) {
                return object;
            }
            throw new InvalidInput("The input must be a JSON object.");
        } catch (JsonException e) {
            throw new InvalidInput("The input is no JSON: " + e.getMessage() + ".");
        }
    }

    private static Optional<ToolDescriptor> find(TurnView turn, String name) {
        return turn.tools().stream().filter(tool -> tool.name().equals(name)).findFirst();
    }
}
