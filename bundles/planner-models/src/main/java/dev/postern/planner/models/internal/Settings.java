// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.api.model.ModelLimits;

/**
 * What is configured.
 *
 * @param model the model of sessions that name none
 * @param toolModel the one that goes on after calls
 * @param summarizer the one that makes summaries
 * @param fallbacks asked when one gives no answer
 * @param instruction told at the beginning
 * @param historyTurns earlier turns at most
 * @param historyTokens tokens of these at most
 * @param resultCharacters of a tool's output, and of the texts attached to a message
 * @param turnTokens tokens of one turn
 * @param imageBytes bytes of an image that is shown
 * @param imagesBytes bytes of all images of one request
 * @param limits of one exchange
 */
record Settings(
        Optional<ModelName> model,
        Optional<ModelName> toolModel,
        Optional<ModelName> summarizer,
        List<ModelName> fallbacks,
        String instruction,
        int historyTurns,
        int historyTokens,
        int resultCharacters,
        long turnTokens,
        int imageBytes,
        int imagesBytes,
        ModelLimits limits) {
    /** What models are told where nothing is configured. */
    private static final String INSTRUCTION = "You answer people, and act for them with the tools that you are given. Call a"
            + " tool when it is needed and not otherwise. Say plainly what you did, what you did not, and what you do not"
            + " know.";

    /** Reads them; says which is wrong, and the rule. */
    static Settings of(PlannerConfig config) {
        var limits = new ModelLimits(
                seconds("exchange.seconds", config.exchange_seconds(), 86_400),
                seconds("first.piece.seconds", config.first_piece_seconds(), 3_600),
                seconds("idle.seconds", config.idle_seconds(), 3_600),
                within("output.tokens", config.output_tokens(), 1, 1_000_000),
                within("max.answer.bytes", config.max_answer_bytes(), 1_024, 67_108_864));
        return new Settings(
                model("model", config.model()),
                model("tool.model", config.tool_model()),
                model("summarizer.model", config.summarizer_model()),
                Stream.of(config.fallbacks()).flatMap(name -> model("fallbacks", name).stream()).toList(),
                config.instruction().isBlank()
                        ? INSTRUCTION
                        : Instructions.checked("instruction", "installation", config.instruction(),
                                Instructions.LONGEST),
                within("history.turns", config.history_turns(), 0, 200),
                within("history.tokens", config.history_tokens(), 0, 1_000_000),
                within("result.characters", config.result_characters(), 100, 1_000_000),
                within("max.turn.tokens", config.max_turn_tokens(), 1, 100_000_000),
                within("max.image.bytes", config.max_image_bytes(), 0, 20_000_000),
                within("max.images.bytes", config.max_images_bytes(), 0, 50_000_000),
                limits);
    }

    /** Whether the name stands in the configuration: few do. */
    boolean names(ModelName name) {
        return named().contains(name);
    }

    /** The models that stand in the configuration. */
    List<ModelName> named() {
        return Stream.of(model.stream(), toolModel.stream(), summarizer.stream(), fallbacks.stream())
                .flatMap(names -> names).distinct().toList();
    }

    private static Optional<ModelName> model(String setting, String name) {
        if (name.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(ModelName.of(name.strip()).orElseThrow(() -> new IllegalArgumentException(
                setting + ": is an endpoint and a model of it, such as local/llama3.2, and not " + name)));
    }

    private static Duration seconds(String setting, int value, int most) {
        return Duration.ofSeconds(within(setting, value, 1, most));
    }

    private static int within(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + ": is " + least + " to " + most + ", and not " + value);
        }
        return value;
    }
}
