// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;

/** Reads what {@code POST /v1/responses} gets. */
final class ResponsesRequest {
    private static final Set<String> READ = Set.of("model", "input", "instructions", "stream", "user", "metadata",
            "previous_response_id", "conversation");
    /** They tune a model, which the gateway's own settings do, its maker's service, or what an answer holds besides. */
    private static final Set<String> ASIDE = Set.of("temperature", "top_p", "max_output_tokens", "parallel_tool_calls",
            "reasoning", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "store",
            "truncation", "include", "stream_options");

    private ResponsesRequest() {}

    static Ask read(JsonObject body, int mostMessages) throws Refusal {
        var params = new Params(body, READ, ASIDE);
        var transcript = new Transcript();
        params.text("instructions").filter(text -> !text.isBlank()).ifPresent(transcript::instructs);
        if (params.get("input").orElse(JsonNull.NULL) instanceof JsonString(var text)) {
            transcript.says(List.of(new Content.Text(text)));
        } else {
            var items = params.array("input", mostMessages);
            for (int index = 0; index < items.size(); index++) {
                var where = "input[" + index + "]";
                if (!(items.get(index) instanceof JsonObject item)) {
                    throw Refusal.invalid(where, "is an object");
                }
                add(transcript, where, item);
            }
        }
        var metadata = params.metadata();
        var conversation = conversation(params);
        var previous = params.text("previous_response_id");
        if (conversation.isPresent() && previous.isPresent()) {
            throw Refusal.invalid("conversation", "give either it or previous_response_id");
        }
        return new Ask(params.required("model"), transcript.message("input"), transcript.instructions(),
                transcript.before(), params.text("user").orElse(""), conversation.or(() -> metadata.text("session")),
                previous, metadata, params.flag("stream"), true);
    }

    private static Optional<String> conversation(Params params) throws Refusal {
        return params.get("conversation").orElse(JsonNull.NULL) instanceof JsonObject named
                ? named.text("id")
                : params.text("conversation");
    }

    private static void add(Transcript transcript, String where, JsonObject item) throws Refusal {
        var type = item.text("type").orElse("message");
        switch (type) {
            case "message" -> said(transcript, where, item);
            case "reasoning" -> {
                // a model's own, which nobody else reads
            }
            case "function_call", "function_call_output", "mcp_call" ->
                transcript.notes("[the client says that a tool was called, or gave this] " + item);
            case "mcp_approval_request" -> {
                // what the gateway asked a person; that it asked is on record
            }
            case "mcp_approval_response" ->
                throw Refusal.unsupported(where + ".type", "approvals are given by people, with"
                        + " ./postern approvals or in the panels, and not by whoever asked");
            default -> throw Refusal.unsupported(where + ".type", "items of type " + type + " are not taken");
        }
    }

    private static void said(Transcript transcript, String where, JsonObject item) throws Refusal {
        var content = Contents.read(where + ".content", item.get("content").orElse(JsonNull.NULL));
        switch (item.text("role").orElse("")) {
            case "system", "developer" -> transcript.instructs(Contents.words(content));
            case "user" -> transcript.says(content);
            case "assistant" -> transcript.answers(Contents.words(content));
            default -> throw Refusal.invalid(where + ".role", "is system, developer, user or assistant");
        }
    }
}
