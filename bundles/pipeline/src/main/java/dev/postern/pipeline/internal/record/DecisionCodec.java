// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;

/** Decisions as records have them. */
public final class DecisionCodec {
    private DecisionCodec() {}

    /** The decision's kind, as {@code meta} has it. */
    public static String kind(Decision decision) {
        return switch (decision) {
            case Decision.CallTools _ -> "call_tools";
            case Decision.Reply _ -> "reply";
            case Decision.Ask _ -> "ask";
            case Decision.Stop _ -> "stop";
        };
    }

    /** The decision's content. */
    public static JsonObject write(Decision decision) {
        return switch (decision) {
            case Decision.CallTools(var calls, var note) -> JsonObject.builder()
                    .put("calls", new JsonArray(calls.stream().<JsonValue>map(DecisionCodec::call).toList()))
                    .put("note", note)
                    .build();
            case Decision.Reply(var text) -> JsonObject.of("text", text);
            case Decision.Ask(var question, var memo, var expiresAfter) -> JsonObject.builder()
                    .put("question", question)
                    .put("memo", memo)
                    .put("expiresAfterMs", expiresAfter.toMillis())
                    .build();
            case Decision.Stop(var reason) -> JsonObject.of("reason", reason);
        };
    }

    /** The decision that was written. */
    public static Decision read(String kind, JsonObject content) {
        return switch (kind) {
            case "call_tools" -> new Decision.CallTools(
                    calls(content.array("calls").orElseThrow()), content.get("note").orElse(JsonNull.NULL));
            case "reply" -> new Decision.Reply(content.text("text").orElseThrow());
            case "ask" -> new Decision.Ask(
                    content.text("question").orElseThrow(),
                    content.get("memo").orElse(JsonNull.NULL),
                    Duration.ofMillis(content.integer("expiresAfterMs").orElseThrow()));
            case "stop" -> new Decision.Stop(content.text("reason").orElseThrow());
            default -> throw new IllegalStateException("a record holds a decision of an unknown kind: " + kind);
        };
    }

    private static JsonObject call(Decision.Call call) {
        return JsonObject.builder()
                .put("tool", call.tool())
                .put("versions", call.versions())
                .put("input", call.input())
                .build();
    }

    private static List<Decision.Call> calls(JsonArray calls) {
        return calls.values().stream()
                .map(value -> (JsonObject) value)
                .map(call -> new Decision.Call(
                        call.text("tool").orElseThrow(),
                        call.text("versions").orElse(""),
                        call.object("input").orElseThrow()))
                .toList();
    }
}
