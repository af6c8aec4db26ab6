// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * The members of a request. Each is read, or left aside because nothing hangs on it, or refused by name: a wish that nobody
 * fulfils is better refused than forgotten. One that says what holds anyway is no wish.
 */
final class Params {
    /** Members that only say what holds anyway, by their value. */
    private static final Map<String, JsonValue> ANYWAY = Map.of(
            "n", JsonNumber.of(1),
            "logprobs", JsonBoolean.FALSE,
            "top_logprobs", JsonNumber.of(0),
            "tools", JsonArray.EMPTY,
            "functions", JsonArray.EMPTY,
            "tool_choice", new JsonString("auto"),
            "modalities", JsonArray.ofStrings(List.of("text")),
            "background", JsonBoolean.FALSE,
            "stop", JsonArray.EMPTY,
            "logit_bias", JsonObject.EMPTY);
    /** Those that are not fulfilled, and why. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("n", "one answer is given; leave it out, or 1"),
            Map.entry("tools", "tools are the gateway's, under its policy; a client brings none"),
            Map.entry("functions", "tools are the gateway's, under its policy; a client brings none"),
            Map.entry("tool_choice", "which tools are called is the planner's choice; leave it out, or auto"),
            Map.entry("function_call", "which tools are called is the planner's choice; leave it out"),
            Map.entry("logprobs", "there are none to tell"),
            Map.entry("top_logprobs", "there are none to tell"),
            Map.entry("logit_bias", "models are not biased through here"),
            Map.entry("stop", "answers are whole; cut them yourself"),
            Map.entry("response_format", "answers are text; leave it out, or {\"type\":\"text\"}"),
            Map.entry("text", "answers are text; leave it out, or {\"format\":{\"type\":\"text\"}}"),
            Map.entry("modalities", "answers are text; leave it out, or [\"text\"]"),
            Map.entry("audio", "answers are text"),
            Map.entry("prediction", "nothing is predicted"),
            Map.entry("web_search_options", "tools are the gateway's, under its policy"),
            Map.entry("background", "a turn goes on by itself when its answer is not waited for; leave it out"),
            Map.entry("max_tool_calls", "a turn's limits are configured at the gateway"),
            Map.entry("prompt", "there are no stored prompts; send input"),
            Map.entry("context_management", "what models are told of earlier turns is configured at the gateway"),
            Map.entry("moderation", "nothing is moderated here"));

    private final JsonObject request;

    /**
     * The members of a request.
     *
     * @param read those that the wire's reader looks at itself
     * @param aside those that nothing hangs on
     * @throws Refusal for any other that is not null and does not say what holds anyway
     */
    Params(JsonObject request, Set<String> read, Set<String> aside) throws Refusal {
        this.request = request;
        for (var member : request.members().entrySet()) {
            var name = member.getKey();
            var value = member.getValue();
            if (read.contains(name) || aside.contains(name) || value == JsonNull.NULL
                    || value.equals(ANYWAY.get(name)) || isPlainText(name, value)) {
                continue;
            }
            throw REFUSED.containsKey(name)
                    ? Refusal.unsupported(name, String.valueOf(REFUSED.get(name)))
                    : Refusal.unknown(name);
        }
    }

    private static boolean isPlainText(String name, JsonValue value) {
        if (!(value instanceof JsonObject object)) {
            return false;
        }
        return switch (name) {
            case "response_format" -> object.text("type").filter("text"::equals).isPresent();
            case "text" -> object.get("format").isEmpty()
                    || object.object("format").flatMap(format -> format.text("type")).filter("text"::equals)
                            .isPresent();
            default -> false;
        };
    }

    /** The member, unless it is null. */
    Optional<JsonValue> get(String name) {
        return request.get(name).filter(value -> value != JsonNull.NULL);
    }

    String required(String name) throws Refusal {
        return text(name).filter(value -> !value.isBlank()).orElseThrow(() -> Refusal.invalid(name, "is missing"));
    }

    Optional<String> text(String name) throws Refusal {
        var value = get(name);
        if (value.isPresent() && !(value.get() instanceof JsonString)) {
            throw Refusal.invalid(name, "is a text");
        }
        return request.text(name);
    }

    boolean flag(String name) throws Refusal {
        var value = get(name);
        if (value.isPresent() && !(value.get() instanceof JsonBoolean)) {
            throw Refusal.invalid(name, "is true or false");
        }
        return request.bool(name).orElse(false);
    }

    /** The member as an object; empty when it is not there. */
    JsonObject object(String name) throws Refusal {
        var value = get(name);
        if (value.isPresent() && !(value.get() instanceof JsonObject)) {
            throw Refusal.invalid(name, "is an object");
        }
        return request.object(name).orElse(JsonObject.EMPTY);
    }

    /** The member as an array that is there. */
    List<JsonValue> array(String name, int most) throws Refusal {
        var array = request.array(name).orElseThrow(() -> Refusal.invalid(name, "is missing, or no array")).values();
        if (array.isEmpty() || array.size() > most) {
            throw Refusal.invalid(name, "has 1 to " + most + " elements, here " + array.size());
        }
        return array;
    }

    /** A client's own facts: texts by name, as the API has them. */
    JsonObject metadata() throws Refusal {
        var metadata = object("metadata");
        for (var member : metadata.members().entrySet()) {
            if (!(member.getValue() instanceof JsonString)) {
                throw Refusal.invalid("metadata." + member.getKey(), "is a text");
            }
        }
        return metadata;
    }
}
