// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.ArrayList;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** What Chat Completions answers with; {@code postern} is ours, and clients pass over it. */
final class ChatAnswer {
    private static final String STOP = "stop";

    private final Head head;

    ChatAnswer(Head head) {
        this.head = head;
    }

    /** All of it. */
    JsonObject whole(String text, String state, Calls calls, JsonObject usage) {
        var message = JsonObject.builder().put("role", "assistant").put("content", text).put("refusal", JsonNull.NULL)
                .build();
        var choice = JsonObject.builder().put("index", 0).put("message", message).put("logprobs", JsonNull.NULL)
                .put("finish_reason", STOP).build();
        return of("chat.completion").put("choices", JsonArray.of(choice)).put("usage", usage)
                .put("postern", ours(state, calls)).build();
    }

    /** A piece of it. */
    JsonObject chunk(JsonObject delta) {
        return of("chat.completion.chunk").put("choices", JsonArray.of(choice(delta, JsonNull.NULL))).build();
    }

    /** Something that is on record of a call or an approval. */
    JsonObject chunk(String topic, JsonObject payload) {
        return of("chat.completion.chunk").put("choices", JsonArray.of(choice(JsonObject.EMPTY, JsonNull.NULL)))
                .put("postern", JsonObject.builder().put("event", topic).putAll(payload).build()).build();
    }

    /** The last with a choice. */
    JsonObject last(String state, Calls calls) {
        return of("chat.completion.chunk")
                .put("choices", JsonArray.of(choice(JsonObject.EMPTY, new JsonString(STOP))))
                .put("postern", ours(state, calls)).build();
    }

    /** What was used, for whoever asked to be told. */
    JsonObject usage(JsonObject usage) {
        return of("chat.completion.chunk").put("choices", JsonArray.EMPTY).put("usage", usage).build();
    }

    private JsonObject.Builder of(String object) {
        return JsonObject.builder().put("id", "chatcmpl-" + head.turn()).put("object", object)
                .put("created", head.at().getEpochSecond()).put("model", head.model());
    }

    private static JsonObject choice(JsonObject delta, JsonValue finish) {
        return JsonObject.builder().put("index", 0).put("delta", delta).put("logprobs", JsonNull.NULL)
                .put("finish_reason", finish).build();
    }

    private JsonObject ours(String state, Calls calls) {
        var made = new ArrayList<JsonValue>();
        for (var call : calls.all()) {
            var one = JsonObject.builder().put("call", call.id()).put("tool", call.tool()).put("state", call.state())
                    .put("input", call.input());
            call.output().ifPresent(output -> one.put("output", output));
            one.put("error", call.error()).put("approval", call.approval());
            made.add(one.build());
        }
        return JsonObject.builder().put("session", head.session()).put("turn", head.turn()).put("state", state)
                .put("calls", new JsonArray(made)).build();
    }
}
