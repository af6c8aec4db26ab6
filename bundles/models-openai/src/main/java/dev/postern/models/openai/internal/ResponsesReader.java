// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelUsage;
import dev.postern.models.http.AnswerBuilder;
import dev.postern.models.http.AnswerReader;
import dev.postern.models.http.Refusals;

/**
 * Reads an answer of the wire. What was not told in pieces is taken from the item that holds all of it, and what no item
 * held from the response at the end. Events and items of kinds that it does not know are passed over.
 */
final class ResponsesReader implements AnswerReader {
    private final AnswerBuilder answer;
    private final Refusals refusals;
    /** Items of which something came in pieces. */
    private final Set<Long> inPieces = new HashSet<>();
    private final Set<Long> calls = new HashSet<>();
    private final Set<Long> ended = new HashSet<>();
    private final List<Reasoning.Piece> thoughts = new ArrayList<>();
    private ModelUsage usage = ModelUsage.UNKNOWN;
    private Stop stop = Stop.DONE;
    private boolean said;
    private boolean done;

    ResponsesReader(AnswerBuilder answer, Refusals refusals) {
        this.answer = answer;
        this.refusals = refusals;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public boolean event(String data) throws ModelException {
        if (data.strip().equals("[DONE]")) {
            return false;
        }
        var event = refusals.object(data);
        long index = event.integer("output_index").orElse(0L);
        switch (event.text("type").orElse("")) {
            case "response.output_item.added" -> {
                return begin(index, event.object("item").orElse(JsonObject.EMPTY));
            }
            case "response.output_text.delta", "response.refusal.delta" ->
                event.text("delta").ifPresent(more -> text(index, more));
            case "response.function_call_arguments.delta" -> event.text("delta").filter(more -> !more.isEmpty())
                    .ifPresent(more -> arguments(index, more));
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> {
                // not for us, but it goes on
            }
            case "response.output_item.done" -> end(index, event.object("item").orElse(JsonObject.EMPTY));
            case "response.completed", "response.incomplete", "response.failed" ->
                response(event.object("response").orElse(JsonObject.EMPTY));
            case "error" -> throw refusals.inAnswer(error(event), answer.isBegun());
            case "" -> {
                checkNoError(event);
                throw refusals.unreadable("an event of it has no type", null);
            }
            default -> {
                // that it was made, waits, or thinks, is no piece of it; and there will be more kinds
                return false;
            }
        }
        return true;
    }

    @Override
    public void whole(String body) throws ModelException {
        response(refusals.object(body));
    }

    /** All of it, at the end. */
    private void response(JsonObject response) throws ModelException {
        checkNoError(response);
        var status = response.text("status").orElse("");
        if (status.equals("failed") || status.equals("cancelled")) {
            throw refusals.inAnswer(JsonObject.EMPTY, answer.isBegun());
        }
        response.text("model").ifPresent(answer::model);
        response.object("usage").ifPresent(counts -> usage = usage(counts));
        var output = response.array("output").orElse(JsonArray.EMPTY).values();
        for (int index = 0; index < output.size(); index++) {
            if (!ended.contains((long) index) && output.get(index) instanceof JsonObject item) {
                end(index, item);
            }
        }
        if (status.equals("incomplete")) {
            var reason = response.object("incomplete_details").flatMap(details -> details.text("reason"));
            stop = reason.orElse("").equals("content_filter") ? Stop.FILTERED : Stop.LENGTH;
        }
        done = true;
    }

    private void checkNoError(JsonObject piece) throws ModelException {
        Optional<JsonValue> error = piece.get("error").filter(some -> !(some instanceof JsonNull));
        if (error.isPresent()) {
            throw refusals.inAnswer(error.get(), answer.isBegun());
        }
    }

    /** Its own members are the error, as the reference has it, or one of them is, as some servers have it. */
    private static JsonValue error(JsonObject event) {
        return event.get("error").filter(some -> !(some instanceof JsonNull))
                .orElseGet(() -> JsonObject.builder().put("code", event.text("code"))
                        .put("message", event.text("message")).build());
    }

    private boolean begin(long index, JsonObject item) {
        boolean isCall = item.text("type").orElse("").equals("function_call");
        if (isCall && calls.add(index)) {
            answer.call(Optional.of(index), item.text("call_id").orElse(""), item.text("name").orElse(""), "");
        }
        return isCall;
    }

    private void text(long index, String more) {
        inPieces.add(index);
        said |= !more.isEmpty();
        answer.text(more);
    }

    private void arguments(long index, String more) {
        inPieces.add(index);
        answer.call(Optional.of(index), "", "", more);
    }

    private void end(long index, JsonObject item) {
        ended.add(index);
        switch (item.text("type").orElse("")) {
            case "function_call" -> {
                begin(index, item);
                item.text("arguments").filter(all -> !inPieces.contains(index)).ifPresent(all -> arguments(index, all));
            }
            case "message" -> {
                if (!inPieces.contains(index)) {
                    item.array("content").orElse(JsonArray.EMPTY).values().forEach(part -> content(index, part));
                }
            }
            case "reasoning" -> {
                if (Reasoning.isWhole(item)) {
                    thoughts.add(new Reasoning.Piece(calls.size() + (said ? 1 : 0), item));
                }
            }
            default -> {
                // what the endpoint's own tools do is not for us
            }
        }
    }

    private void content(long index, JsonValue part) {
        if (part instanceof JsonObject words) {
            words.text("text").or(() -> words.text("refusal")).ifPresent(all -> text(index, all));
        }
    }

    @Override
    public ModelAnswer finish() throws ModelException {
        if (!done) {
            throw refusals.cutOff();
        }
        answer.continuation(new Reasoning(thoughts).write());
        return answer.finish(stop, usage);
    }

    private static ModelUsage usage(JsonObject counts) {
        return new ModelUsage(counts.integer("input_tokens").orElse(0L),
                counts.object("input_tokens_details").flatMap(details -> details.integer("cached_tokens")).orElse(0L),
                counts.integer("output_tokens").orElse(0L));
    }
}
