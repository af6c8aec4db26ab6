// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.List;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.TurnView;

/** Shows outcomes of calls to people. */
final class ResultText {
    private ResultText() {}

    static String of(List<TurnView.Result> results) {
        return results.stream().map(ResultText::of).collect(Collectors.joining("\n"));
    }

    static String of(TurnView.Result result) {
        return switch (result) {
            case TurnView.Result.Returned(var output) -> of(output);
            case TurnView.Result.Failed(var code, var message) -> "That did not work (" + code + "): " + message;
        };
    }

    private static String of(JsonObject output) {
        if (output.members().size() == 1) {
            return text(output.members().values().iterator().next());
        }
        return output.members().entrySet().stream()
                .map(member -> member.getKey() + ": " + indented(text(member.getValue())))
                .collect(Collectors.joining("\n"));
    }

    /** Text as it is, lists a line an element, the rest as JSON. */
    static String text(JsonValue value) {
        return switch (value) {
            case JsonString(var text) -> text;
            case JsonArray(var elements) when elements.isEmpty() -> "none";
            case JsonArray(var elements) ->
                elements.stream().map(element -> "- " + line(element)).collect(Collectors.joining("\n"));
            default -> value.toString();
        };
    }

    private static String line(JsonValue element) {
        return element instanceof JsonObject(var members)
                ? members.values().stream().map(ResultText::text).collect(Collectors.joining(" "))
                : text(element);
    }

    private static String indented(String text) {
        return text.contains("\n") ? "\n" + text.indent(2).stripTrailing() : text;
    }
}
