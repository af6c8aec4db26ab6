// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.List;
import java.util.Locale;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelImage;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelTool;
import dev.postern.api.model.ModelUsage;

/** Exchanges as records have them, whole: no key is in them. */
final class ExchangeCodec {
    private ExchangeCodec() {}

    static JsonObject write(ModelName model, String provider, ModelRequest request) {
        return JsonObject.builder()
                .put("model", model.toString())
                .put("provider", provider)
                .put("outputTokens", request.limits().outputTokens())
                .put("messages", array(request.messages().stream().map(ExchangeCodec::message).toList()))
                .put("tools", array(request.tools().stream().map(ExchangeCodec::tool).toList()))
                .build();
    }

    static JsonObject write(ModelAnswer answer) {
        return JsonObject.builder()
                .put("model", answer.model())
                .put("text", answer.text())
                .put("calls", StepNote.calls(answer.calls()))
                .put("continuation", answer.continuation())
                .put("stop", answer.stop().name().toLowerCase(Locale.ROOT))
                .put("usage", JsonObject.builder().put("input", answer.usage().input())
                        .put("cachedInput", answer.usage().cachedInput()).put("output", answer.usage().output())
                        .build())
                .build();
    }

    static ModelAnswer read(JsonObject answer) {
        var usage = answer.object("usage").orElse(JsonObject.EMPTY);
        return new ModelAnswer(
                answer.text("model").orElseThrow(),
                answer.text("text").orElseThrow(),
                StepNote.calls(answer.array("calls").orElse(JsonArray.EMPTY)),
                ModelAnswer.Stop.valueOf(answer.text("stop").orElseThrow().toUpperCase(Locale.ROOT)),
                new ModelUsage(usage.integer("input").orElse(0L), usage.integer("cachedInput").orElse(0L),
                        usage.integer("output").orElse(0L)),
                answer.get("continuation").orElse(JsonNull.NULL));
    }

    private static JsonObject message(ModelMessage message) {
        return switch (message) {
            case ModelMessage.Instruction(var text) -> said("instruction", text).build();
            case ModelMessage.Said(var text, var images) -> images.isEmpty()
                    ? said("said", text).build()
                    : said("said", text).put("images", array(images.stream().map(ExchangeCodec::image).toList()))
                            .build();
            case ModelMessage.Answered(var text, var calls, var continuation) ->
                said("answered", text).put("calls", StepNote.calls(calls)).put("continuation", continuation).build();
            case ModelMessage.Result(var call, var text) -> said("result", text).put("call", call).build();
        };
    }

    private static JsonObject.Builder said(String kind, String text) {
        return JsonObject.builder().put("kind", kind).put("text", text);
    }

    private static JsonObject image(ModelImage image) {
        return JsonObject.builder().put("blob", image.blob()).put("mediaType", image.mediaType())
                .put("name", image.name()).put("size", image.size()).build();
    }

    private static JsonObject tool(ModelTool tool) {
        return JsonObject.builder().put("name", tool.name()).put("description", tool.description())
                .put("inputSchema", tool.inputSchema()).build();
    }

    private static JsonArray array(List<JsonObject> elements) {
        return new JsonArray(List.<JsonValue>copyOf(elements));
    }
}
