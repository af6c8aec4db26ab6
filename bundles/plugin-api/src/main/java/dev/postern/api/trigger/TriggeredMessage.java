// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

import java.util.List;
import java.util.Objects;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;

/**
 * What a trigger says.
 *
 * @param thread the conversation, 1 to 256 characters: its own session in which the trigger is answered
 * @param parts its content, at least one; what was written elsewhere is {@link Origin#FOREIGN}
 * @param metadata what planners may look at, and what comes back with the reply of a webhook; bounded to 8 KiB as text
 */
public record TriggeredMessage(String thread, List<Part> parts, JsonObject metadata) {
    /** The conversation of what is about nothing in particular. */
    public static final String MAIN = "main";

    /** Copies the parts. */
    public TriggeredMessage {
        Objects.requireNonNull(thread, "thread");
        Objects.requireNonNull(metadata, "metadata");
        parts = List.copyOf(parts);
    }

    /** A text of the plugin's own making, in the conversation {@link #MAIN}. */
    public static TriggeredMessage of(String text) {
        return new TriggeredMessage(MAIN, List.of(new Part.Text(text, Origin.PERSON)), JsonObject.EMPTY);
    }
}
