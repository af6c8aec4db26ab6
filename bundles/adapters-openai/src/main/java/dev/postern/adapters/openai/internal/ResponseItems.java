// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * Items of a response's output. A call that the gateway made is told as one of a remote MCP server's: of all that the API
 * knows, that is what the other side has run already, and no client tries to run it itself.
 */
final class ResponseItems {
    static final String SERVER = "postern";

    private ResponseItems() {}

    static JsonObject message(String id, String status, String text) {
        var content = status.equals("in_progress") ? JsonArray.EMPTY : JsonArray.of(part(text));
        return JsonObject.builder().put("id", id).put("type", "message").put("status", status).put("role", "assistant")
                .put("content", content).build();
    }

    static JsonObject part(String text) {
        return JsonObject.builder().put("type", "output_text").put("text", text).put("annotations", JsonArray.EMPTY)
                .put("logprobs", JsonArray.EMPTY).build();
    }

    static JsonObject call(Calls.Call call) {
        return JsonObject.builder().put("id", call.id()).put("type", "mcp_call").put("server_label", SERVER)
                .put("name", call.tool()).put("arguments", call.input().toString())
                .put("output", call.output().<JsonValue>map(output -> new JsonString(output.toString()))
                        .orElse(JsonNull.NULL))
                .put("error", call.error().<JsonValue>map(JsonString::new).orElse(JsonNull.NULL))
                .put("status", call.ended() ? call.error().isPresent() ? "failed" : "completed" : "in_progress")
                .put("approval_request_id", call.approval().<JsonValue>map(JsonString::new).orElse(JsonNull.NULL))
                .build();
    }

    /** What a person is asked. */
    static JsonObject approval(JsonObject requested) {
        return JsonObject.builder().put("id", requested.text("approval")).put("type", "mcp_approval_request")
                .put("server_label", SERVER).put("name", requested.text("tool"))
                .put("arguments", requested.object("input").orElse(JsonObject.EMPTY).toString()).build();
    }
}
