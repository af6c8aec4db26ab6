// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.api.trigger.MessagePattern;
import dev.postern.api.trigger.MessageTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The patterns that plugins offer, each with code that says what follows. */
final class OfferedPatterns {
    private static final Logger LOG = LoggerFactory.getLogger(OfferedPatterns.class);
    private static final Comparator<OfferedPattern> ORDER = Comparator.comparing(OfferedPattern::priority).reversed()
            .thenComparing(OfferedPattern::name);

    private final List<OfferedPattern> patterns = new CopyOnWriteArrayList<>();

    /** A pattern that cannot be read is no pattern; the log says so. */
    void add(MessageTrigger trigger, Map<String, Object> properties) {
        var name = String.valueOf(properties.get(MessagePattern.NAME));
        try {
            patterns.add(new OfferedPattern(name,
                    Pattern.compile(String.valueOf(properties.get(MessagePattern.REGEX)), Pattern.DOTALL),
                    properties.get(MessagePattern.SURFACE) instanceof String surface ? surface : "",
                    properties.get(MessagePattern.PRIORITY) instanceof Integer priority ? priority : 0, trigger));
            patterns.sort(ORDER);
        } catch (PatternSyntaxException none) {
            LOG.error("The pattern of the trigger {} is no regular expression: {}", name, none.getMessage());
        }
    }

    void remove(MessageTrigger trigger) {
        patterns.removeIf(pattern -> pattern.trigger() == trigger);
    }

    /** What the first that takes the message does with it. */
    Optional<Decision> begin(TurnView turn, String text) {
        return patterns.stream().flatMap(pattern -> pattern.begin(turn, text).stream()).findFirst();
    }

    /**
     * One of them.
     *
     * @param name the trigger's
     * @param pattern what the whole text must match
     * @param surface whose messages it is for; empty for all
     * @param priority the higher, the earlier
     * @param trigger says what follows
     */
    record OfferedPattern(String name, Pattern pattern, String surface, int priority, MessageTrigger trigger) {

        Optional<Decision> begin(TurnView turn, String text) {
            Optional<Map<String, String>> found;
            try {
                found = Matching.groups(pattern, surface, turn, text);
            } catch (TooCostlyException | StackOverflowError tooCostly) {
                LOG.warn("The pattern of the trigger {} takes too long on a text, and counts as no match", name);
                return Optional.empty();
            }
            return found.flatMap(groups -> decide(turn, text, groups));
        }

        private Optional<Decision> decide(TurnView turn, String text, Map<String, String> groups) {
            try {
                return trigger.matched(new MessageTrigger.Match(text, groups, turn.surface(),
                        turn.message().stream().map(Part::origin).toList())).map(this::decision);
            } catch (InterruptedException stopped) {
                // no decision: whoever stops the turn says what becomes of it
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the turn stops", stopped);
            } catch (Exception | LinkageError | StackOverflowError | AssertionError failed) {
                LOG.error("The trigger {} failed on a message", name, failed);
                return Optional.of(failed());
            }
        }

        private Decision decision(MessageTrigger.Answer answer) {
            return switch (answer) {
                case MessageTrigger.Answer.Reply(var reply) -> new Decision.Reply(reply);
                case MessageTrigger.Answer.Call(var tool, var input) -> new Decision.CallTools(
                        List.of(new Decision.Call(tool, "", input)), JsonObject.of("trigger", name));
            };
        }

        private Decision failed() {
            return new Decision.Reply("The trigger " + name + " failed; nothing was done.");
        }
    }
}
