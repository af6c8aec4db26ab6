// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;

/**
 * What a pattern is configured to do.
 *
 * @param name the pattern's
 * @param surface whose messages it is for; empty for all
 * @param pattern what the whole text must match
 * @param calls the tools to call, in sequence
 * @param reply what to answer; empty for the last output
 */
record Sequence(String name, String surface, Pattern pattern, List<Template.Call> calls, String reply) {
    /** @throws IllegalArgumentException for a bad setting; without a cause, for whoever shows the innermost one */
    static Sequence of(PatternRule.Config config) {
        var where = "the pattern \"" + config.name() + "\" (" + PatternRule.PID + "): ";
        var calls = new ArrayList<Template.Call>();
        try {
            for (var call : config.calls()) {
                calls.add(Template.Call.of(JsonValue.parse(call)));
            }
        } catch (JsonFormatException noJson) {
            throw new IllegalArgumentException(where + "calls: one is no JSON: " + noJson.getMessage());
        } catch (IllegalArgumentException noCall) {
            throw new IllegalArgumentException(where + noCall.getMessage());
        }
        if (calls.isEmpty()) {
            throw new IllegalArgumentException(where + "calls: a pattern calls at least one tool");
        }
        try {
            return new Sequence(config.name(), config.surface(), Pattern.compile(config.pattern(), Pattern.DOTALL),
                    List.copyOf(calls), config.reply());
        } catch (PatternSyntaxException none) {
            throw new IllegalArgumentException(where + "pattern: is no regular expression: " + none.getDescription()
                    + (none.getIndex() < 0 ? "" : " near index " + none.getIndex()));
        }
    }

    /** The first call, when the message is one of ours. */
    Optional<Decision> begin(TurnView turn, String text) {
        return match(turn, text).map(groups -> call(0, new Template.Values(groups, turn.surfaceMetadata(), List.of())));
    }

    /** The next call or the answer, when the step before was ours. */
    Optional<Decision> resume(TurnView turn, String text, JsonValue note) {
        if (!(note instanceof JsonObject object && object.text("pattern").filter(name::equals).isPresent())) {
            return Optional.empty();
        }
        return match(turn, text).map(groups -> next(turn, groups));
    }

    private Decision next(TurnView turn, Map<String, String> groups) {
        var outputs = new ArrayList<JsonObject>();
        for (var step : turn.steps()) {
            if (!(step.results().getFirst() instanceof TurnView.Result.Returned(var output))) {
                return new Decision.Reply(ResultText.of(step.results()));
            }
            outputs.add(output);
        }
        var values = new Template.Values(groups, turn.surfaceMetadata(), outputs);
        if (outputs.size() < calls.size()) {
            return call(outputs.size(), values);
        }
        return new Decision.Reply(
                reply.isEmpty() ? ResultText.of(turn.steps().getLast().results()) : Template.text(reply, values));
    }

    private Decision call(int index, Template.Values values) {
        var call = calls.get(index);
        var input = (JsonObject) Template.fill(call.input(), values);
        return new Decision.CallTools(
                List.of(new Decision.Call(call.tool(), "", input)),
                JsonObject.builder().put("pattern", new JsonString(name)).build());
    }

    private Optional<Map<String, String>> match(TurnView turn, String text) {
        return Matching.groups(pattern, surface, turn, text);
    }
}
