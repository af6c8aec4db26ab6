// SPDX-License-Identifier: Apache-2.0
package dev.postern.session.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.session.SessionSettings.QueueMode;

/** Settings to replace; what is absent stays. */
public record SettingsPatch(
        @Description("Which planner decides; empty for the configured one") Optional<String> planner,
        @Description("Model routing, each an endpoint and a model of it such as local/llama3.2, by what for: default,"
                + " tool, summarizer") @Size(
                        max = 16) Optional<Map<String, String>> models,
        @Description("What a message does that arrives while a turn runs: queue, it waits; collect, it becomes one turn with"
                + " others; steer, it reaches the turn at its next step; interrupt, it ends the turn and is the next") Optional<QueueMode> queueMode,
        @Description("Messages waiting at most") @Range(min = 1, max = 1_000) Optional<Integer> maxQueued,
        @Description("Tools that may be called: names, area.* or *; empty for all") @Size(
                max = 500) Optional<List<String>> allow,
        @Description("Tools that may not, stronger than allow") @Size(max = 500) Optional<List<String>> deny,
        @Description("The highest risk that may run: low, medium or high; empty for any") Optional<String> maxRisk,
        @Description("The risk from which a person's word is wanted whatever the rules let run: low, medium or high;"
                + " empty for the rules' own") Optional<String> confirmFrom,
        @Description("What calls that would ask do: ask or deny; empty for ask") Optional<String> approvalMode,
        @Description("Whether nothing is executed") Optional<Boolean> dryRun,
        @Description("Messages accepted in a minute") @Range(min = 1,
                max = 100_000) Optional<Integer> messagesPerMinute,
        @Description("The major version of a tool, by its name") @Size(
                max = 500) Optional<Map<String, Integer>> pins,
        @Description("What bounds the messages of one turn in the mode collect; what is absent of it is as configured") Optional<Collect> collect,
        @Description("What models are told besides what the installation tells them, your own words; empty for nothing") @Size(
                max = SettingsPatch.LONGEST_INSTRUCTION) Optional<String> instruction,
        @Description("What the session may use, all of it anew; what configuration says holds as well") Optional<Limits> limits) {
    static final int LONGEST_INSTRUCTION = 4_000;

    /** What bounds the messages of one turn. */
    public record Collect(
            @Description("Milliseconds without a message before the turn begins") @Range(min = 0,
                    max = 60_000) Optional<Integer> quietMs,
            @Description("Messages at most") @Range(min = 1, max = 100) Optional<Integer> maxMessages,
            @Description("Text at most, in bytes of UTF-8") @Range(min = 1, max = 1_048_576) Optional<Integer> maxBytes,
            @Description("Milliseconds that the first message waits at most") @Range(min = 0,
                    max = 600_000) Optional<Integer> maxAgeMs) {

        static Collect of(SessionSettings.Collect settings) {
            return new Collect(settings.quietMs(), settings.maxMessages(), settings.maxBytes(), settings.maxAgeMs());
        }

        SessionSettings.Collect settings() {
            return new SessionSettings.Collect(quietMs, maxMessages, maxBytes, maxAgeMs);
        }
    }

    /** What a session may use; what is absent is as configuration says. */
    public record Limits(
            @Description("Tokens of models, since it began") @Range(min = 1,
                    max = 1_000_000_000_000L) Optional<Long> tokens,
            @Description("Tokens of models, on one day of UTC") @Range(min = 1,
                    max = 1_000_000_000_000L) Optional<Long> dayTokens,
            @Description("Money in one turn, such as 0.50 USD") @Size(max = 32) Optional<String> turnSpend,
            @Description("Money since it began") @Size(max = 32) Optional<String> spend,
            @Description("Money on one day of UTC") @Size(max = 32) Optional<String> daySpend) {

        static Limits of(SessionSettings.Limits limits) {
            return new Limits(limits.tokens(), limits.dayTokens(), limits.turnSpend(), limits.spend(),
                    limits.daySpend());
        }

        SessionSettings.Limits settings() {
            return new SessionSettings.Limits(tokens, dayTokens, turnSpend, spend, daySpend);
        }
    }
}
