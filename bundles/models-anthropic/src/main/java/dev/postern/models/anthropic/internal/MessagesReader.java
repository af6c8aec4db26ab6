// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.anthropic.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelException;
import dev.postern.models.http.AnswerBuilder;
import dev.postern.models.http.AnswerReader;
import dev.postern.models.http.Refusals;
import org.jspecify.annotations.Nullable;

/** Reads an answer of the wire. Events, blocks and deltas of kinds that it does not know are passed over, as the API asks. */
final class MessagesReader implements AnswerReader {
    private final AnswerBuilder answer;
    private final Refusals refusals;
    private final Counts counts = new Counts();
    /** Inputs that came with the beginning of their block; what follows it counts instead. */
    private final Map<Long, JsonObject> inputs = new HashMap<>();
    private final Set<Long> calls = new HashSet<>();
    private @Nullable String stop;
    private boolean done;

    MessagesReader(AnswerBuilder answer, Refusals refusals) {
        this.answer = answer;
        this.refusals = refusals;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public boolean event(String data) throws ModelException {
        var event = refusals.object(data);
        checkNoError(event);
        long index = event.integer("index").orElse(0L);
        switch (event.text("type").orElse("")) {
            case "ping" -> {
                return false;
            }
            case "message_start" -> head(event.object("message").orElse(JsonObject.EMPTY));
            case "content_block_start" -> begin(index, event.object("content_block").orElse(JsonObject.EMPTY));
            case "content_block_delta" -> grow(index, event.object("delta").orElse(JsonObject.EMPTY));
            case "content_block_stop" -> end(index);
            case "message_delta" -> {
                event.object("delta").flatMap(delta -> delta.text("stop_reason")).ifPresent(why -> stop = why);
                event.object("usage").ifPresent(counts::take);
            }
            case "message_stop" -> done = true;
            case "" -> throw refusals.unreadable("an event of it has no type", null);
            default -> {
                // there will be more kinds
            }
        }
        return true;
    }

    @Override
    public void whole(String body) throws ModelException {
        var message = refusals.object(body);
        checkNoError(message);
        head(message);
        var blocks = new ArrayList<>(message.array("content").orElse(JsonArray.EMPTY).values());
        for (int index = 0; index < blocks.size(); index++) {
            if (blocks.get(index) instanceof JsonObject block) {
                begin(index, block);
                end(index);
            }
        }
        message.text("stop_reason").ifPresent(why -> stop = why);
        done = true;
    }

    private void checkNoError(JsonObject piece) throws ModelException {
        Optional<JsonValue> error = piece.get("error").filter(some -> !(some instanceof JsonNull));
        if (error.isPresent() || piece.text("type").orElse("").equals("error")) {
            throw refusals.inAnswer(error.orElse(JsonObject.EMPTY), answer.isBegun());
        }
    }

    private void head(JsonObject message) {
        message.text("model").ifPresent(answer::model);
        message.object("usage").ifPresent(counts::take);
    }

    private void begin(long index, JsonObject block) {
        switch (block.text("type").orElse("")) {
            case "text" -> block.text("text").ifPresent(answer::text);
            case "tool_use" -> {
                calls.add(index);
                answer.call(Optional.of(index), block.text("id").orElse(""), block.text("name").orElse(""), "");
                block.object("input").filter(input -> !input.members().isEmpty())
                        .ifPresent(input -> inputs.put(index, input));
            }
            // what it thinks is not for us, and what the endpoint's own tools do neither
            default -> calls.remove(index);
        }
    }

    private void grow(long index, JsonObject delta) {
        switch (delta.text("type").orElse("")) {
            case "text_delta" -> delta.text("text").ifPresent(answer::text);
            case "input_json_delta" ->
                delta.text("partial_json").filter(more -> calls.contains(index) && !more.isEmpty())
                        .ifPresent(more -> {
                            inputs.remove(index);
                            answer.call(Optional.of(index), "", "", more);
                        });
            default -> {
                // thoughts, signatures, citations
            }
        }
    }

    private void end(long index) {
        var input = inputs.remove(index);
        if (input != null) {
            answer.call(Optional.of(index), "", "", input.toString());
        }
    }

    @Override
    public ModelAnswer finish() throws ModelException {
        if (stop == null && !done) {
            throw refusals.cutOff();
        }
        return answer.finish(switch (Optional.ofNullable(stop).orElse("")) {
            case "max_tokens", "model_context_window_exceeded" -> Stop.LENGTH;
            case "refusal" -> Stop.FILTERED;
            default -> Stop.DONE;
        }, counts.usage());
    }
}
