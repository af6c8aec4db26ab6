// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelUsage;
import dev.postern.models.http.AnswerBuilder;
import dev.postern.models.http.AnswerReader;
import dev.postern.models.http.Refusals;
import org.jspecify.annotations.Nullable;

/** Reads an answer of the wire. */
final class ChatReader implements AnswerReader {
    private final AnswerBuilder answer;
    private final Refusals refusals;
    private ModelUsage usage = ModelUsage.UNKNOWN;
    private @Nullable String stop;
    private boolean done;

    ChatReader(AnswerBuilder answer, Refusals refusals) {
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
            done = true;
        } else {
            take(refusals.object(data), "delta");
        }
        return true;
    }

    @Override
    public void whole(String body) throws ModelException {
        take(refusals.object(body), "message");
        done = true;
    }

    private void take(JsonObject piece, String content) throws ModelException {
        var error = piece.get("error");
        if (error.isPresent() && !(error.get() instanceof JsonNull)) {
            throw refusals.inAnswer(error.get(), answer.isBegun());
        }
        piece.text("model").ifPresent(answer::model);
        piece.object("usage").ifPresent(counts -> usage = usage(counts));
        // of several choices only the first was asked for
        if (piece.array("choices").orElse(JsonArray.EMPTY).values().stream().findFirst()
                .orElse(null) instanceof JsonObject choice) {
            choice.object(content).ifPresent(this::add);
            choice.text("finish_reason").ifPresent(reason -> stop = reason);
        }
    }

    private void add(JsonObject said) {
        said.text("content").or(() -> said.text("refusal")).ifPresent(answer::text);
        List<JsonValue> parts = said.array("tool_calls").orElse(JsonArray.EMPTY).values();
        for (var part : parts) {
            if (part instanceof JsonObject call) {
                add(call, call.object("function").orElse(JsonObject.EMPTY));
            }
        }
    }

    private void add(JsonObject call, JsonObject function) {
        var arguments = function.get("arguments").filter(some -> !(some instanceof JsonNull))
                .map(some -> some instanceof JsonString(var text) ? text : some.toString());
        answer.call(call.integer("index"), call.text("id").orElse(""), function.text("name").orElse(""),
                arguments.orElse(""));
    }

    @Override
    public ModelAnswer finish() throws ModelException {
        if (stop == null && !done) {
            throw refusals.cutOff();
        }
        return answer.finish(switch (Optional.ofNullable(stop).orElse("")) {
            case "length" -> Stop.LENGTH;
            case "content_filter" -> Stop.FILTERED;
            default -> Stop.DONE;
        }, usage);
    }

    private static ModelUsage usage(JsonObject counts) {
        return new ModelUsage(counts.integer("prompt_tokens").orElse(0L),
                counts.object("prompt_tokens_details").flatMap(details -> details.integer("cached_tokens")).orElse(0L),
                counts.integer("completion_tokens").orElse(0L));
    }
}
