// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.anthropic.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelTool;
import dev.postern.models.http.Images;
import dev.postern.models.http.PlainNames;

/**
 * Writes requests as the wire has them. What is asked to be cached is all that a request begins with, up to a mark: the
 * tools come first there, then the instruction, then the conversation. Its end is marked where there are tools: with their
 * results the same conversation comes again, and goes on.
 */
final class MessagesRequest {
    private static final JsonObject KEPT = JsonObject.of("type", "ephemeral");

    private MessagesRequest() {}

    static byte[] write(ModelRequest request, boolean cache, Images images) throws ModelException {
        var body = JsonObject.builder()
                .put("model", request.model())
                .put("max_tokens", request.limits().outputTokens())
                .put("stream", true);
        var instructions = new ArrayList<JsonObject>();
        var conversation = new BlockRuns(images);
        for (var message : request.messages()) {
            if (message instanceof ModelMessage.Instruction(var text)) {
                // it refuses texts with nothing in them
                if (!text.isBlank()) {
                    instructions.add(BlockRuns.text(text));
                }
            } else {
                conversation.add(message);
            }
        }
        if (!instructions.isEmpty()) {
            body.put("system", array(marked(instructions, cache)));
        }
        if (!request.tools().isEmpty()) {
            body.put("tools", array(marked(request.tools().stream().map(MessagesRequest::tool).toList(), cache)));
        } else {
            // it refuses calls and results in a conversation where no tool is defined: those were there, and are not
            var gone = gone(request.messages());
            if (!gone.isEmpty()) {
                body.put("tools", array(gone)).put("tool_choice", JsonObject.of("type", "none"));
            }
        }
        body.put("messages", array(conversation.messages(cache && !request.tools().isEmpty())));
        return body.build().toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same, with the mark on the last of them. */
    static List<JsonObject> marked(List<JsonObject> parts, boolean cache) {
        if (!cache) {
            return parts;
        }
        var marked = new ArrayList<>(parts);
        marked.addLast(marked.removeLast().with("cache_control", KEPT));
        return marked;
    }

    private static List<JsonObject> gone(List<ModelMessage> messages) {
        return messages.stream().filter(ModelMessage.Answered.class::isInstance).map(ModelMessage.Answered.class::cast)
                .flatMap(answered -> answered.calls().stream()).map(ModelCall::name).map(PlainNames::plain).distinct()
                .map(name -> JsonObject.builder().put("name", name).put("description", "Is no longer there.")
                        .put("input_schema", JsonObject.of("type", "object")).build())
                .toList();
    }

    private static JsonObject tool(ModelTool tool) {
        return JsonObject.builder().put("name", tool.name()).put("description", tool.description())
                .put("input_schema", tool.inputSchema()).build();
    }

    static JsonArray array(List<JsonObject> elements) {
        return new JsonArray(List.<JsonValue>copyOf(elements));
    }
}
