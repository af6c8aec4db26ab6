// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import java.util.List;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonValue;

/**
 * A finished answer.
 *
 * @param model the model that answered, by its own word
 * @param text what it said, empty for nothing
 * @param calls what it wants called, in its order
 * @param stop why it ended
 * @param usage what it cost
 * @param continuation what the provider wants back with this answer in the turn's next requests, such as encrypted reasoning;
 *     for itself alone, and JSON null for nothing
 */
public record ModelAnswer(
        String model,
        String text,
        List<ModelCall> calls,
        Stop stop,
        ModelUsage usage,
        JsonValue continuation) {
    /** Copies the calls. */
    public ModelAnswer {
        calls = List.copyOf(calls);
    }

    /** One of which the provider wants nothing back. */
    public ModelAnswer(String model, String text, List<ModelCall> calls, Stop stop, ModelUsage usage) {
        this(model, text, calls, stop, usage, JsonNull.NULL);
    }

    /** Why an answer ended. */
    public enum Stop {
        /** It was done. */
        DONE,
        /** It wants tools called. */
        CALLS,
        /** It reached a limit of tokens, so that its end is missing. */
        LENGTH,
        /** The endpoint withheld it, or the rest of it. */
        FILTERED
    }
}
