// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelImage;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelTool;
import dev.postern.models.http.Images;

/** Writes requests as the wire has them. */
final class ChatRequest {
    private ChatRequest() {}

    static byte[] write(ModelRequest request, ChatWire wire, Images images) throws ModelException {
        var messages = new ArrayList<JsonObject>();
        for (var message : request.messages()) {
            messages.add(message(message, images));
        }
        var body = JsonObject.builder()
                .put("model", request.model())
                .put("stream", true)
                .put(wire.tokensField(), request.limits().outputTokens())
                .put("messages", array(messages));
        if (wire.usage()) {
            body.put("stream_options", JsonObject.builder().put("include_usage", true).build());
        }
        if (wire.cache()) {
            body.put("prompt_cache_key", CacheKey.of(request));
        }
        if (!request.tools().isEmpty()) {
            body.put("tools", array(request.tools().stream().map(ChatRequest::tool).toList()));
        }
        return body.build().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject message(ModelMessage message, Images images) throws ModelException {
        return switch (message) {
            case ModelMessage.Instruction(var text) -> said("system", text).build();
            case ModelMessage.Said(var text, var shown) -> shown.isEmpty()
                    ? said("user", text).build()
                    : JsonObject.builder().put("role", "user").put("content", parts(text, shown, images)).build();
            case ModelMessage.Answered(var text, var calls, _) -> answered(text, calls);
            case ModelMessage.Result(var call, var text) -> said("tool", text).put("tool_call_id", call).build();
        };
    }

    private static JsonArray parts(String text, List<ModelImage> shown, Images images) throws ModelException {
        var parts = new ArrayList<JsonObject>();
        parts.add(JsonObject.builder().put("type", "text").put("text", text).build());
        for (var image : shown) {
            parts.add(JsonObject.builder().put("type", "image_url")
                    .put("image_url", JsonObject.of("url", images.dataUrl(image))).build());
        }
        return array(parts);
    }

    private static JsonObject answered(String text, List<ModelCall> calls) {
        var message = JsonObject.builder().put("role", "assistant");
        message.put("content", text.isEmpty() && !calls.isEmpty() ? JsonNull.NULL : new JsonString(text));
        if (!calls.isEmpty()) {
            message.put("tool_calls", array(calls.stream().map(ChatRequest::call).toList()));
        }
        return message.build();
    }

    private static JsonObject.Builder said(String role, String text) {
        return JsonObject.builder().put("role", role).put("content", text);
    }

    private static JsonObject call(ModelCall call) {
        return JsonObject.builder().put("id", call.id()).put("type", "function")
                .put("function",
                        JsonObject.builder().put("name", call.name()).put("arguments", call.arguments()).build())
                .build();
    }

    private static JsonObject tool(ModelTool tool) {
        return JsonObject.builder().put("type", "function")
                .put("function", JsonObject.builder().put("name", tool.name()).put("description", tool.description())
                        .put("parameters", tool.inputSchema()).build())
                .build();
    }

    private static JsonArray array(List<JsonObject> elements) {
        return new JsonArray(List.<JsonValue>copyOf(elements));
    }
}
