// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.util.ArrayList;
import java.util.List;

import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;

/**
 * A conversation as a client tells it: what the person says last is the message, and all before it is what was said before,
 * by the client's word alone. What tools of the client's gave is somebody else's words.
 */
final class Transcript {
    private final List<String> instructions = new ArrayList<>();
    private final List<TurnView.Exchange> before = new ArrayList<>();
    private final List<Part> open = new ArrayList<>();
    private final List<List<Content>> last = new ArrayList<>();

    /** System and developer. */
    void instructs(String text) {
        instructions.add(text);
    }

    /** The person. */
    void says(List<Content> content) {
        last.add(content);
    }

    /** The assistant, of whom nobody knows whether it did. */
    void answers(String text) {
        spoken();
        before.add(new TurnView.Exchange(List.copyOf(open), text));
        open.clear();
    }

    /** Something that the client did or got. */
    void notes(String text) {
        spoken();
        open.add(new Part.Text(text, Origin.FOREIGN));
    }

    private void spoken() {
        last.forEach(content -> open.add(new Part.Text(Contents.words(content), Origin.PERSON)));
        last.clear();
    }

    String instructions() {
        return String.join("\n\n", instructions);
    }

    List<TurnView.Exchange> before() {
        return open.isEmpty() ? before : append(new TurnView.Exchange(List.copyOf(open), ""));
    }

    private List<TurnView.Exchange> append(TurnView.Exchange exchange) {
        var all = new ArrayList<>(before);
        all.add(exchange);
        return all;
    }

    /**
     * What the person says last.
     *
     * @param where the list's name, for a refusal of one that does not end with a person's words
     */
    List<Content> message(String where) throws Refusal {
        var content = last.stream().flatMap(List::stream)
                .filter(part -> !(part instanceof Content.Text(var text)) || !text.isBlank()).toList();
        if (content.isEmpty()) {
            throw Refusal.invalid(where,
                    "must end with something that the user says; what a tool of the client's gave, or"
                            + " an answer to be continued, is not taken");
        }
        return content;
    }
}
