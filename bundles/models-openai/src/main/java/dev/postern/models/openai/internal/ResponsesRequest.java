// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelImage;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelTool;
import dev.postern.models.http.Images;
import dev.postern.models.http.PlainNames;

/** Writes requests as the wire has them. Nothing is stored there: each request has all of the conversation. */
final class ResponsesRequest {
    private final List<String> instructions = new ArrayList<>();
    private final List<JsonObject> input = new ArrayList<>();
    private final PlainNames names = new PlainNames();

    private ResponsesRequest() {}

    static byte[] write(ModelRequest request, ResponsesWire wire, Images images) throws ModelException {
        var conversation = new ResponsesRequest();
        for (var message : request.messages()) {
            conversation.add(message, images);
        }
        var body = JsonObject.builder()
                .put("model", request.model())
                .put("stream", true)
                .put("store", false)
                .put("max_output_tokens", request.limits().outputTokens());
        if (wire.reasoning()) {
            body.put("include", JsonArray.ofStrings(List.of("reasoning.encrypted_content")));
        }
        if (wire.cache()) {
            body.put("prompt_cache_key", CacheKey.of(request));
        }
        if (!conversation.instructions.isEmpty()) {
            body.put("instructions", String.join("\n\n", conversation.instructions));
        }
        body.put("input", array(conversation.input));
        if (!request.tools().isEmpty()) {
            body.put("tools", array(request.tools().stream().map(ResponsesRequest::tool).toList()));
        }
        return body.build().toString().getBytes(StandardCharsets.UTF_8);
    }

    private void add(ModelMessage message, Images images) throws ModelException {
        switch (message) {
            case ModelMessage.Instruction(var text) -> instructions.add(text);
            case ModelMessage.Said(var text, var shown) -> input.add(shown.isEmpty()
                    ? said("user", text)
                    : JsonObject.builder().put("role", "user").put("content", parts(text, shown, images)).build());
            case ModelMessage.Result(var call, var text) -> input.add(JsonObject.builder()
                    .put("type", "function_call_output").put("call_id", names.id(call)).put("output", text).build());
            case ModelMessage.Answered answered -> answered(answered);
        }
    }

    private static JsonArray parts(String text, List<ModelImage> shown, Images images) throws ModelException {
        var parts = new ArrayList<JsonObject>();
        parts.add(JsonObject.builder().put("type", "input_text").put("text", text).build());
        for (var image : shown) {
            parts.add(JsonObject.builder().put("type", "input_image").put("image_url", images.dataUrl(image)).build());
        }
        return array(parts);
    }

    private void answered(ModelMessage.Answered answer) {
        var items = new ArrayList<JsonObject>();
        if (!answer.text().isEmpty() || answer.calls().isEmpty()) {
            items.add(said("assistant", answer.text()));
        }
        for (var call : answer.calls()) {
            items.add(JsonObject.builder().put("type", "function_call").put("call_id", names.id(call.id()))
                    .put("name", PlainNames.plain(call.name())).put("arguments", call.arguments()).build());
        }
        input.addAll(Reasoning.read(answer.continuation()).among(items));
    }

    private static JsonObject said(String role, String text) {
        return JsonObject.builder().put("role", role).put("content", text).build();
    }

    /** Not strict: that would be another schema, in which nothing may be left out. */
    private static JsonObject tool(ModelTool tool) {
        return JsonObject.builder().put("type", "function").put("name", tool.name())
                .put("description", tool.description()).put("parameters", tool.inputSchema()).put("strict", false)
                .build();
    }

    private static JsonArray array(List<JsonObject> elements) {
        return new JsonArray(List.<JsonValue>copyOf(elements));
    }
}
