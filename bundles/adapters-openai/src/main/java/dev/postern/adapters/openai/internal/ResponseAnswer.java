// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/** The object that Responses answers with. */
final class ResponseAnswer {
    /** What answers are called by before their turn's id. */
    static final String PREFIX = "resp_";

    private final Head head;
    private final String instructions;
    private final Optional<String> previous;

    ResponseAnswer(Head head, String instructions, Optional<String> previous) {
        this.head = head;
        this.instructions = instructions;
        this.previous = previous;
    }

    /**
     * The object.
     *
     * @param status {@code in_progress}, {@code completed}, {@code failed}, {@code incomplete}, {@code cancelled}
     * @param more its error or what is missing
     * @param output its items so far
     * @param usage what was used, or JSON null while that is not known
     */
    JsonObject of(String status, JsonObject more, List<JsonObject> output, JsonValue usage) {
        return JsonObject.builder()
                .put("id", PREFIX + head.turn())
                .put("object", "response")
                .put("created_at", head.at().getEpochSecond())
                .put("status", status)
                .put("background", false)
                .put("error", more.get("error").orElse(JsonNull.NULL))
                .put("incomplete_details", more.get("incomplete_details").orElse(JsonNull.NULL))
                .put("instructions", instructions.isEmpty() ? JsonNull.NULL : new JsonString(instructions))
                .put("max_output_tokens", JsonNull.NULL)
                .put("model", head.model())
                .put("output", new JsonArray(List.<JsonValue>copyOf(output)))
                .put("parallel_tool_calls", true)
                .put("previous_response_id", previous.<JsonValue>map(JsonString::new).orElse(JsonNull.NULL))
                .put("conversation", JsonObject.of("id", head.session()))
                .put("reasoning", JsonObject.builder().put("effort", JsonNull.NULL).put("summary", JsonNull.NULL)
                        .build())
                // whatever was asked: what is said here is on record
                .put("store", JsonBoolean.TRUE)
                .put("temperature", JsonNull.NULL)
                .put("text", JsonObject.builder().put("format", JsonObject.of("type", "text")).build())
                .put("tool_choice", "auto")
                .put("tools", JsonArray.EMPTY)
                .put("top_p", JsonNull.NULL)
                .put("truncation", "disabled")
                .put("usage", usage)
                .put("metadata", head.metadata())
                .build();
    }

    static JsonObject error(String code, String message) {
        return JsonObject.builder().put("error", JsonObject.builder().put("code", code).put("message", message).build())
                .build();
    }

    static JsonObject incomplete(String reason) {
        return JsonObject.builder().put("incomplete_details", JsonObject.of("reason", reason)).build();
    }
}
