// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelAnswer.Stop;
import dev.postern.api.model.ModelDelta;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelUsage;
import org.jspecify.annotations.Nullable;

/** Puts an answer together from its pieces, or takes a whole one. */
final class AnswerBuilder {
    private final Key key;
    private final Consumer<ModelDelta> watcher;
    private final Refusals refusals;
    private final StringBuilder text = new StringBuilder();
    private final CallPieces calls;
    private String model;
    private ModelUsage usage = ModelUsage.UNKNOWN;
    private @Nullable String stop;
    private boolean done;

    AnswerBuilder(String model, Key key, Consumer<ModelDelta> watcher, Refusals refusals) {
        this.model = model;
        this.key = key;
        this.watcher = watcher;
        this.refusals = refusals;
        this.calls = new CallPieces(watcher);
    }

    boolean isDone() {
        return done;
    }

    /** Nothing more comes. */
    void done() {
        done = true;
    }

    /** One piece of a stream. */
    void piece(JsonObject piece) throws ModelException {
        take(piece, "delta");
    }

    /** A whole answer, from an endpoint that does not stream. */
    void whole(JsonObject answer) throws ModelException {
        take(answer, "message");
        done = true;
    }

    private void take(JsonObject piece, String content) throws ModelException {
        var error = piece.get("error");
        if (error.isPresent() && !(error.get() instanceof JsonNull)) {
            throw refusals.inAnswer(error.get(), !text.isEmpty() || calls.any());
        }
        model = piece.text("model").filter(said -> !said.isEmpty()).orElse(model);
        piece.object("usage").ifPresent(counts -> usage = usage(counts));
        // of several choices only the first was asked for
        if (piece.array("choices").orElse(JsonArray.EMPTY).values().stream().findFirst()
                .orElse(null) instanceof JsonObject choice) {
            choice.object(content).ifPresent(this::add);
            choice.text("finish_reason").ifPresent(reason -> stop = reason);
        }
    }

    private void add(JsonObject said) {
        said.text("content").or(() -> said.text("refusal")).filter(some -> !some.isEmpty()).ifPresent(some -> {
            text.append(some);
            watcher.accept(new ModelDelta.Text(key.hiddenIn(some)));
        });
        List<JsonValue> parts = said.array("tool_calls").orElse(JsonArray.EMPTY).values();
        for (var part : parts) {
            if (part instanceof JsonObject call) {
                calls.add(call);
            }
        }
    }

    /** The answer, when all of it came. */
    ModelAnswer finish() throws ModelException {
        if (stop == null && !done) {
            throw refusals.cutOff();
        }
        var whole = new ArrayList<>(calls.finish(key));
        var said = key.hiddenIn(text.toString());
        if (said.isEmpty() && whole.isEmpty()) {
            throw refusals.unreadable("there is nothing in it", null);
        }
        return new ModelAnswer(model, said, whole, why(!whole.isEmpty()), usage);
    }

    private Stop why(boolean hasCalls) {
        return switch (Optional.ofNullable(stop).orElse("")) {
            case "length" -> Stop.LENGTH;
            case "content_filter" -> Stop.FILTERED;
            default -> hasCalls ? Stop.CALLS : Stop.DONE;
        };
    }

    private static ModelUsage usage(JsonObject counts) {
        return new ModelUsage(counts.integer("prompt_tokens").orElse(0L),
                counts.object("prompt_tokens_details").flatMap(details -> details.integer("cached_tokens")).orElse(0L),
                counts.integer("completion_tokens").orElse(0L));
    }

    /** A text, or what stands for one as JSON. */
    static String text(JsonValue value) {
        return value instanceof JsonString(var some) ? some : value.toString();
    }
}
