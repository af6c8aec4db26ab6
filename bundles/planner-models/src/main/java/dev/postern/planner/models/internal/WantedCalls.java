// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.planner.Decision;
import dev.postern.core.json.Nesting;

/**
 * The calls of an answer, as far as they can be made at all: of a tool that was offered, with an object as its input. If one
 * cannot, none is made, and the model is told why: so every call of an answer has one result.
 */
final class WantedCalls {
    private static final int LONGEST_NAME = 80;

    private final List<Decision.Call> calls = new ArrayList<>();
    private final List<ModelMessage> refusals = new ArrayList<>();
    private boolean readable = true;

    WantedCalls(List<ModelCall> wanted, ToolNames names) {
        for (var call : wanted) {
            var wrong = take(call, names);
            readable &= wrong.isEmpty();
            refusals.add(new ModelMessage.Result(call.id(), "not called: " + wrong.orElse(
                    "another call of this answer could not be made, so none was; call it again if it is still needed")));
        }
    }

    boolean areReadable() {
        return readable;
    }

    /** All of them, in their order. */
    List<Decision.Call> calls() {
        return calls;
    }

    /** What the model is told when they are not. */
    List<ModelMessage> refusals() {
        return refusals;
    }

    private Optional<String> take(ModelCall call, ToolNames names) {
        var tool = names.tool(call.name());
        if (tool.isEmpty()) {
            var name = call.name().substring(0, Math.min(call.name().length(), LONGEST_NAME));
            return Optional.of("there is no tool " + name + ", there are " + names.names());
        }
        try {
            if (JsonValue.parse(call.arguments()) instanceof JsonObject input) {
                if (Nesting.exceeds(input, Nesting.MAX_VALUE)) {
                    return Optional.of("the arguments nest deeper than " + Nesting.MAX_VALUE);
                }
                calls.add(new Decision.Call(tool.get().name(), "", input));
                return Optional.empty();
            }
            return Optional.of("the arguments must be one JSON object");
        } catch (JsonFormatException bad) {
            return Optional.of("the arguments are no JSON: " + bad.getMessage());
        }
    }
}
