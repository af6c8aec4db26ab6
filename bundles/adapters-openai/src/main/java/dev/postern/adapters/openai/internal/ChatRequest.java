// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;

/** Reads what {@code POST /v1/chat/completions} gets. */
final class ChatRequest {
    private static final Set<String> READ = Set.of("model", "messages", "stream", "stream_options", "user", "metadata");
    /** They tune a model, which the gateway's own settings do, or its maker's service. */
    private static final Set<String> ASIDE = Set.of("temperature", "top_p", "max_tokens", "max_completion_tokens",
            "presence_penalty", "frequency_penalty", "seed", "store", "service_tier", "prompt_cache_key",
            "prompt_cache_retention", "safety_identifier", "reasoning_effort", "verbosity", "parallel_tool_calls");

    private ChatRequest() {}

    static Ask read(JsonObject body, int mostMessages) throws Refusal {
        var params = new Params(body, READ, ASIDE);
        var transcript = new Transcript();
        var messages = params.array("messages", mostMessages);
        for (int index = 0; index < messages.size(); index++) {
            var where = "messages[" + index + "]";
            if (!(messages.get(index) instanceof JsonObject message)) {
                throw Refusal.invalid(where, "is an object with role and content");
            }
            add(transcript, where, message);
        }
        var metadata = params.metadata();
        return new Ask(params.required("model"), transcript.message("messages"), transcript.instructions(),
                transcript.before(), params.text("user").orElse(""), metadata.text("session"), Optional.empty(),
                metadata, params.flag("stream"),
                params.object("stream_options").bool("include_usage").orElse(false));
    }

    private static void add(Transcript transcript, String where, JsonObject message) throws Refusal {
        var content = Contents.read(where + ".content", message.get("content").orElse(JsonNull.NULL));
        switch (message.text("role").orElse("")) {
            case "system", "developer" -> transcript.instructs(Contents.words(content));
            case "user" -> transcript.says(content);
            case "assistant" -> {
                transcript.answers(Contents.words(content));
                var calls = message.array("tool_calls").orElse(JsonArray.EMPTY);
                if (!calls.values().isEmpty()) {
                    transcript.notes("[the client says that these tools were called] " + calls);
                }
            }
            case "tool", "function" ->
                transcript.notes("[the client says that a tool gave this] " + Contents.words(content));
            default -> throw Refusal.invalid(where + ".role", "is system, developer, user, assistant or tool");
        }
    }
}
