// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.net.HttpURLConnection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;

/** A wire that endpoints with models speak, and the gateway too. */
enum ModelWire {
    CHAT("Chat Completions", "/chat/completions", "dev.postern.models.openai", "models-openai", ""),
    RESPONSES("Responses", "/responses", "dev.postern.models.openai.responses", "models-openai",
            "https://api.openai.com/v1"),
    MESSAGES("Messages", "/messages", "dev.postern.models.anthropic", "models-anthropic",
            "https://api.anthropic.com/v1");

    private static final int FEW_TOKENS = 16;
    private static final String QUESTION = "Say hello in one word.";

    private final String title;
    private final String path;
    private final String pid;
    private final String plugin;
    private final String presetUrl;

    ModelWire(String title, String path, String pid, String plugin, String presetUrl) {
        this.title = title;
        this.path = path;
        this.pid = pid;
        this.plugin = plugin;
        this.presetUrl = presetUrl;
    }

    /** Its names, as options take them. */
    static String names() {
        return Stream.of(values()).map(ModelWire::toString).collect(Collectors.joining(", "));
    }

    static Optional<ModelWire> named(String name) {
        return Stream.of(values()).filter(wire -> wire.toString().equals(name)).findFirst();
    }

    /** In the order in which they are tried at an address that somebody typed: its end or its host may tell. */
    static List<ModelWire> likely(String url) {
        var bare = url.strip().replaceAll("/+$", "");
        for (var wire : values()) {
            if (bare.endsWith(wire.path)) {
                return List.of(wire);
            }
        }
        return url.contains("anthropic") ? List.of(MESSAGES, CHAT, RESPONSES) : List.of(values());
    }

    /** As references call it. */
    String title() {
        return title;
    }

    /** Under the endpoint's address. */
    String path() {
        return path;
    }

    /** Whose settings an endpoint's are. */
    String pid() {
        return pid;
    }

    /** The address of an endpoint whose settings name none; empty where they must. */
    String presetUrl() {
        return presetUrl;
    }

    /** The plugin that reaches its hosts. */
    String plugin() {
        return plugin;
    }

    /** Puts into a request what the wire wants there, and the key. */
    void authorize(HttpURLConnection request, EndpointKey key) {
        if (this == MESSAGES) {
            request.setRequestProperty("anthropic-version", "2023-06-01");
            key.authorize(request, "x-api-key", "");
        } else {
            key.authorize(request, "Authorization", "Bearer ");
        }
    }

    /**
     * One short question, to be answered whole.
     *
     * @param tokensField what the endpoint calls the limit of tokens, on the wire that has two words for it
     */
    JsonObject question(String model, String tokensField) {
        var question = JsonObject.builder().put("model", model).put("stream", false);
        return (this == RESPONSES
                ? question.put("store", false).put("max_output_tokens", FEW_TOKENS).put("input", QUESTION)
                : question.put(this == CHAT ? tokensField : "max_tokens", FEW_TOKENS).put("messages",
                        JsonArray.of(JsonObject.builder().put("role", "user").put("content", QUESTION).build())))
                .build();
    }

    /** What a model said, which may be empty; nothing where it is no answer of this wire. */
    Optional<String> answer(JsonObject body) {
        return switch (this) {
            case CHAT -> objects(body, "choices").findFirst().flatMap(choice -> choice.object("message"))
                    .map(message -> message.text("content").orElse(""));
            case RESPONSES -> body.array("output").map(output -> objects(body, "output")
                    .flatMap(item -> objects(item, "content")).flatMap(part -> part.text("text").stream())
                    .collect(Collectors.joining()));
            case MESSAGES -> body.text("type").filter("message"::equals).map(type -> objects(body, "content")
                    .flatMap(block -> block.text("text").stream()).collect(Collectors.joining()));
        };
    }

    private static Stream<JsonObject> objects(JsonObject of, String member) {
        return of.array(member).orElse(JsonArray.EMPTY).values().stream().filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast);
    }

    /** What it cost, as the endpoint counts; empty when it does not. */
    JsonObject tokens(JsonObject body) {
        var usage = body.object("usage").orElse(JsonObject.EMPTY);
        var tokens = JsonObject.builder();
        usage.integer(this == CHAT ? "prompt_tokens" : "input_tokens").ifPresent(read -> tokens.put("read", read));
        usage.integer(this == CHAT ? "completion_tokens" : "output_tokens")
                .ifPresent(written -> tokens.put("written", written));
        return tokens.build();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
