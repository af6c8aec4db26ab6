// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.core.tool.Majors;

/**
 * What operators set for a session. Empty means what configuration says.
 *
 * @param planner which planner decides
 * @param models model routing: {@code default}, {@code tool}, {@code summarizer}
 * @param queueMode what a message does that arrives while a turn runs
 * @param maxQueued messages waiting at most, 1 to 1,000
 * @param allow tools that may be called; empty for all
 * @param deny tools that may not, stronger than {@code allow}
 * @param maxRisk the highest risk that may run at all: {@code low}, {@code medium}, {@code high}
 * @param confirmFrom the risk from which a person's word is wanted whatever the rules let run
 * @param approvalMode what calls that ask do: {@code ask}, {@code deny}
 * @param dryRun whether nothing is executed
 * @param messagesPerMinute messages accepted in a minute, 1 to 100,000
 * @param pins the major version of a tool, by its name
 * @param collect what bounds the messages of one turn in the mode {@link QueueMode#COLLECT}
 * @param instruction what models are told besides, a person's or an operator's words
 * @param limits what it may use; configuration's limits hold as well
 */
public record SessionSettings(
        Optional<String> planner,
        Map<String, String> models,
        QueueMode queueMode,
        int maxQueued,
        List<String> allow,
        List<String> deny,
        Optional<String> maxRisk,
        Optional<String> confirmFrom,
        Optional<String> approvalMode,
        boolean dryRun,
        int messagesPerMinute,
        Map<String, Integer> pins,
        Optional<Collect> collect,
        Optional<String> instruction,
        Optional<Limits> limits) {

    /** What a new session has. */
    public static final SessionSettings DEFAULT = new SessionSettings(
            Optional.empty(),
            Map.of(),
            QueueMode.QUEUE,
            100,
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            600,
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Copies the collections. */
    public SessionSettings {
        models = Map.copyOf(models);
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        pins = Map.copyOf(pins);
    }

    /**
     * The versions of a tool that the session gets.
     *
     * @param tool its name
     * @param wanted the range that was asked for; empty for none in particular
     * @return that, else the pinned major version's, as an OSGi version range; empty for any
     */
    public String versions(String tool, String wanted) {
        var major = pins.get(tool);
        return !wanted.isEmpty() || major == null ? wanted : Majors.range(major);
    }

    /**
     * What a session may use; empty for what configuration says.
     *
     * @param tokens since it began, from 1
     * @param dayTokens on one day of UTC, from 1
     * @param turnSpend in one turn, such as {@code 0.50 USD}
     * @param spend since it began
     * @param daySpend on one day of UTC
     */
    public record Limits(Optional<Long> tokens, Optional<Long> dayTokens, Optional<String> turnSpend,
            Optional<String> spend, Optional<String> daySpend) {}

    /** What a message does that arrives while a turn runs. */
    public enum QueueMode {
        /** It waits for a turn of its own. */
        QUEUE,
        /** It becomes one turn with the others that come until there is a quiet time. */
        COLLECT,
        /** It reaches the turn that runs at its next step. */
        STEER,
        /** It ends the turn that runs, and is the next. */
        INTERRUPT
    }

    /**
     * What bounds the messages that become one turn. Empty means what configuration says.
     *
     * @param quietMs how long nobody says anything before the turn begins, 0 to 60,000 milliseconds
     * @param maxMessages messages at most, 1 to 100
     * @param maxBytes text at most, in bytes of UTF-8, 1 to 1,048,576; a message that is longer is a turn of its own
     * @param maxAgeMs how long the first waits at most, 0 to 600,000 milliseconds
     */
    public record Collect(
            Optional<Integer> quietMs,
            Optional<Integer> maxMessages,
            Optional<Integer> maxBytes,
            Optional<Integer> maxAgeMs) {}
}
