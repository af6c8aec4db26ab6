// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers messages whose text matches a pattern: implemented by plugins as a component that carries {@link MessagePattern}.
 * Asked in sessions that decide by {@code rules}, for messages that are no command and that no configured pattern takes.
 */
@ConsumerType
public interface MessageTrigger {

    /**
     * Says what a message leads to. Called on the turn's own thread and interrupted with it; the same match has the same
     * answer, and what acts is the tool that it names, under the policy.
     *
     * @param match what matched
     * @return what happens; empty to leave the message to the next trigger
     * @throws Exception ends the looking: the sender is told that the trigger failed, and nothing is done
     */
    Optional<Answer> matched(Match match) throws Exception;

    /**
     * A message that matched.
     *
     * @param text all of its text
     * @param groups what the expression's named groups found
     * @param surface where it came from
     * @param origins where its parts came from; anything but {@link Origin#PERSON} was composed elsewhere
     */
    record Match(String text, Map<String, String> groups, String surface, List<Origin> origins) {
        /** Copies the collections. */
        public Match {
            groups = Map.copyOf(groups);
            origins = List.copyOf(origins);
        }
    }

    /** What a message leads to. */
    sealed interface Answer {
        /**
         * An answer, and nothing else.
         *
         * @param text what it says, not empty
         */
        record Reply(String text) implements Answer {}

        /**
         * A call, whose outcome is the answer.
         *
         * @param tool the tool's name
         * @param input its input, which the gateway holds against the tool's schema
         */
        record Call(String tool, JsonObject input) implements Answer {}
    }
}
