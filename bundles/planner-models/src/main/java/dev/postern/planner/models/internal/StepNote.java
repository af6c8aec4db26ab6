// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelCall;

/**
 * What is kept of a step that called tools, to show the model its own words again.
 *
 * @param text what it said beside the calls
 * @param calls in the order of the step's calls
 * @param continuation what the provider wants back with it
 * @param tokens that the step took, of all its exchanges
 * @param instruction what the model was told at the beginning, with the turn's first step: it holds for all of the turn
 */
record StepNote(String text, List<ModelCall> calls, JsonValue continuation, long tokens, Optional<String> instruction) {

    JsonObject write() {
        return JsonObject.builder().put("text", text).put("calls", calls(calls)).put("continuation", continuation)
                .put("tokens", tokens).put("instruction", instruction).build();
    }

    /** A note of ours, else nothing: another planner may have taken the step. */
    static Optional<StepNote> read(JsonValue note, int calls) {
        if (note instanceof JsonObject object && object.text("text").isPresent()) {
            var read = calls(object.array("calls").orElse(JsonArray.EMPTY));
            return read.size() == calls
                    ? Optional.of(new StepNote(object.text("text").get(), read,
                            object.get("continuation").orElse(JsonNull.NULL), object.integer("tokens").orElse(0L),
                            object.text("instruction")))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    static JsonArray calls(List<ModelCall> calls) {
        return new JsonArray(calls.stream()
                .<JsonValue>map(call -> JsonObject.builder().put("id", call.id()).put("name", call.name())
                        .put("arguments", call.arguments()).build())
                .toList());
    }

    static List<ModelCall> calls(JsonArray calls) {
        var read = new ArrayList<ModelCall>();
        for (var value : calls.values()) {
            if (value instanceof JsonObject call) {
                read.add(new ModelCall(call.text("id").orElse(""), call.text("name").orElse(""),
                        call.text("arguments").orElse("")));
            }
        }
        return read;
    }
}
