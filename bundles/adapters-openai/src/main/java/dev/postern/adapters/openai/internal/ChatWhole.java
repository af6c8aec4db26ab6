// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.util.function.Supplier;

import dev.postern.api.event.Event;
import dev.postern.api.model.ModelUsage;
import jakarta.servlet.http.HttpServletResponse;

/** Tells a turn as one answer of Chat Completions, when it has ended. */
final class ChatWhole implements Teller {
    private final HttpServletResponse response;
    private final ChatAnswer answer;
    private final Supplier<ModelUsage> usage;
    private final Calls calls = new Calls();

    ChatWhole(HttpServletResponse response, Head head, Supplier<ModelUsage> usage) {
        this.response = response;
        this.answer = new ChatAnswer(head);
        this.usage = usage;
    }

    @Override
    public void text(String more) {}

    @Override
    public void textDone() {}

    @Override
    public void textBroken() {}

    @Override
    public void happened(Event event) {
        calls.happened(event);
    }

    @Override
    public void idle() {}

    @Override
    public void end(End end) throws IOException {
        switch (end) {
            case End.Replied(var text) -> send(text, "finished");
            case End.Waiting(var text) -> send(text, "waiting");
            case End.Refused(var why) -> Answers.refuse(response, why);
        }
    }

    private void send(String text, String state) throws IOException {
        Answers.json(response, 200, answer.whole(text, state, calls, Head.chatUsage(usage.get())));
    }
}
