// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.TurnView;

/**
 * A request, whichever of the two wires it came by.
 *
 * @param model what it calls the model
 * @param content the message
 * @param instructions what the client tells the model beforehand; may be empty
 * @param before what was said before, by the client's word
 * @param author who wrote it, for display; may be empty
 * @param session the conversation that it names
 * @param previous the answer that it goes on from, as {@code resp_…}
 * @param metadata its own, for planners and for the answer
 * @param stream whether the answer is told as it comes
 * @param usage whether a stream of chunks ends with a count of tokens
 */
record Ask(
        String model,
        List<Content> content,
        String instructions,
        List<TurnView.Exchange> before,
        String author,
        Optional<String> session,
        Optional<String> previous,
        JsonObject metadata,
        boolean stream,
        boolean usage) {

    /** Copies the lists. */
    Ask {
        content = List.copyOf(content);
        before = List.copyOf(before);
    }

    /** Whether the conversation is kept by the gateway, so that what was said before is known better there. */
    boolean isKept() {
        return session.isPresent() || previous.isPresent();
    }
}
