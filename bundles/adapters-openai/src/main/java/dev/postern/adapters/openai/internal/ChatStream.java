// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.io.IOException;
import java.util.function.Supplier;

import dev.postern.api.event.Event;
import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelUsage;

/** Tells a turn as chunks of Chat Completions, as it goes on. */
final class ChatStream implements Teller {
    private static final String AGAIN = "\n\n[This broke off; what follows is said anew.]";

    private final Sse sse;
    private final ChatAnswer answer;
    private final Supplier<ModelUsage> usage;
    private final boolean tellsUsage;
    private final Calls calls = new Calls();
    private boolean begun;
    /** Stands before the next text: on this wire all texts are one. */
    private String gap = "";

    ChatStream(Sse sse, Head head, boolean tellsUsage, Supplier<ModelUsage> usage) {
        this.sse = sse;
        this.answer = new ChatAnswer(head);
        this.tellsUsage = tellsUsage;
        this.usage = usage;
    }

    /** So that whoever asked sees that it is accepted. */
    void begin() throws IOException {
        sse.data(answer.chunk(JsonObject.builder().put("role", "assistant").put("content", "").build()));
    }

    @Override
    public void text(String more) throws IOException {
        sse.data(answer.chunk(JsonObject.of("content", begun ? more : gap + more)));
        begun = true;
    }

    @Override
    public void textDone() {
        begun = false;
        gap = "\n\n";
    }

    @Override
    public void textBroken() {
        begun = false;
        gap = AGAIN + "\n\n";
    }

    @Override
    public void happened(Event event) throws IOException {
        calls.happened(event);
        sse.data(answer.chunk(event.topic(), event.payload()));
    }

    @Override
    public void idle() throws IOException {
        sse.comment("keep-alive");
    }

    @Override
    public void end(End end) throws IOException {
        switch (end) {
            case End.Replied _ -> finish("finished");
            case End.Waiting _ -> finish("waiting");
            case End.Refused(var why) -> sse.data(why.body());
        }
    }

    private void finish(String state) throws IOException {
        sse.data(answer.last(state, calls));
        if (tellsUsage) {
            sse.data(answer.usage(Head.chatUsage(usage.get())));
        }
        sse.done();
    }
}
