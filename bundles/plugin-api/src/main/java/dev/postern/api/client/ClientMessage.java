// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;

/**
 * A message of a client.
 *
 * @param to where it goes
 * @param author who wrote it, for display; may be empty
 * @param parts its content, at least one
 * @param before what the client says was said before, the newest last. Nothing of it is on the gateway's record: planners
 *     see it among earlier turns, and any answer in it makes the turn one that rests on foreign words
 * @param metadata for planners; bounded to 16 KiB as text
 * @param once makes it happen once; empty for a message that can be no repeat
 */
public record ClientMessage(
        Destination to,
        String author,
        List<Part> parts,
        List<TurnView.Exchange> before,
        JsonObject metadata,
        Optional<Once> once) {

    /** Copies the lists. */
    public ClientMessage {
        parts = List.copyOf(parts);
        before = List.copyOf(before);
    }

    /** Where a message goes. */
    public sealed interface Destination {

        /**
         * A session that there is.
         *
         * @param id its id
         * @param choice what the session must have; not another, when it has one
         */
        record Session(String id, Choice choice) implements Destination {}

        /**
         * A conversation of the client's, whose session is opened with the first message.
         *
         * @param name its name, 1 to 256 characters; the same as the gateway's own wire calls a thread
         * @param choice what its session is opened with, or must have
         */
        record Thread(String name, Choice choice) implements Destination {}

        /** What is chosen. */
        Choice choice();
    }

    /**
     * What a session decides with.
     *
     * @param planner a planner's name; empty for whatever the session or the configuration says
     * @param models models by what for, as sessions have them; empty for the same
     */
    public record Choice(Optional<String> planner, Map<String, String> models) {
        /** Nothing in particular. */
        public static final Choice NONE = new Choice(Optional.empty(), Map.of());

        /** Copies the map. */
        public Choice {
            models = Map.copyOf(models);
        }

        /** Whether anything is chosen. */
        public boolean isAny() {
            return planner.isPresent() || !models.isEmpty();
        }
    }

    /**
     * An idempotency key.
     *
     * @param key the client's own, 1 to 256 characters; holds for at least 24 hours, for this client
     * @param request all that the client asked, which a repeat must ask, too
     */
    public record Once(String key, JsonObject request) {}
}
