// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.anthropic.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelCall;
import dev.postern.api.model.ModelException;
import dev.postern.api.model.ModelImage;
import dev.postern.api.model.ModelMessage;
import dev.postern.models.http.Images;
import dev.postern.models.http.PlainNames;

/**
 * A conversation as content blocks. The two sides take turns on this wire: what one side says in a row is one message, in
 * which results of calls come first.
 */
final class BlockRuns {
    /** Stands where nothing was said: the wire takes no text without words. */
    private static final String NOTHING = "[no text]";
    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";

    private final List<Run> runs = new ArrayList<>();
    private final PlainNames names = new PlainNames();
    private final Images images;

    BlockRuns(Images images) {
        this.images = images;
    }

    private record Run(String role, List<JsonObject> results, List<JsonObject> others) {
        JsonObject message(boolean marked) {
            var blocks = new ArrayList<>(results);
            blocks.addAll(others);
            return JsonObject.builder().put("role", role)
                    .put("content", MessagesRequest.array(MessagesRequest.marked(blocks, marked))).build();
        }
    }

    void add(ModelMessage message) throws ModelException {
        switch (message) {
            case ModelMessage.Said(var text, var shown) -> said(text, shown);
            case ModelMessage.Result(var call, var text) -> run(USER).results().add(result(call, text));
            case ModelMessage.Answered(var text, var calls, _) -> answered(text, calls);
            case ModelMessage.Instruction _ -> throw new IllegalArgumentException("instructions are no part of it");
        }
    }

    /** The messages; the last block of all with the mark, or none. */
    List<JsonObject> messages(boolean marked) {
        var messages = new ArrayList<JsonObject>();
        for (var run : runs) {
            messages.add(run.message(marked && messages.size() == runs.size() - 1));
        }
        return messages;
    }

    static JsonObject text(String text) {
        return JsonObject.builder().put("type", "text").put("text", text).build();
    }

    private void said(String text, List<ModelImage> shown) throws ModelException {
        var blocks = run(USER).others();
        blocks.add(text(text.isBlank() ? NOTHING : text));
        for (var image : shown) {
            blocks.add(JsonObject.builder().put("type", "image")
                    .put("source", JsonObject.builder().put("type", "base64").put("media_type", image.mediaType())
                            .put("data", images.base64(image)).build())
                    .build());
        }
    }

    private void answered(String text, List<ModelCall> calls) {
        var blocks = run(ASSISTANT).others();
        if (!text.isBlank() || calls.isEmpty()) {
            blocks.add(text(text.isBlank() ? NOTHING : text));
        }
        for (var call : calls) {
            blocks.add(JsonObject.builder().put("type", "tool_use").put("id", names.id(call.id()))
                    .put("name", PlainNames.plain(call.name())).put("input", input(call.arguments())).build());
        }
    }

    private JsonObject result(String call, String text) {
        var result = JsonObject.builder().put("type", "tool_result").put("tool_use_id", names.id(call));
        if (!text.isBlank()) {
            result.put("content", text);
        }
        return result.build();
    }

    private Run run(String role) {
        if (runs.isEmpty() || !runs.getLast().role().equals(role)) {
            runs.add(new Run(role, new ArrayList<>(), new ArrayList<>()));
        }
        return runs.getLast();
    }

    /** What is no object was never called; the model sees what it wrote all the same. */
    private static JsonObject input(String arguments) {
        try {
            if (JsonValue.parse(arguments) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonFormatException bad) {
            // said below
        }
        return JsonObject.of("unreadable", arguments);
    }
}
