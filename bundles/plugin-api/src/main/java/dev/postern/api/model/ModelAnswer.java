// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import java.util.List;

/**
 * A finished answer.
 *
 * @param model the model that answered, by its own word
 * @param text what it said, empty for nothing
 * @param calls what it wants called, in its order
 * @param stop why it ended
 * @param usage what it cost
 */
public record ModelAnswer(String model, String text, List<ModelCall> calls, Stop stop, ModelUsage usage) {
    /** Copies the calls. */
    public ModelAnswer {
        calls = List.copyOf(calls);
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
