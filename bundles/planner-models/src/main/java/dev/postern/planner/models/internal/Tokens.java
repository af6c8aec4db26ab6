// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;

/** Counts tokens: as the endpoint does, or by an estimate where it says nothing or was not asked yet. */
final class Tokens {
    /** Of UTF-8: few languages have fewer to a token. */
    private static final int BYTES = 3;
    /** What a message costs beside its text. */
    private static final int FRAME = 4;

    /** What a large image costs, by what makers of models say. */
    private static final int IMAGE = 1_600;

    private Tokens() {}

    static long of(List<ModelMessage> messages) {
        return messages.stream().mapToLong(Tokens::of).sum();
    }

    /** With the tools that it offers. */
    static long of(ModelRequest request) {
        return of(request.messages()) + request.tools().stream().mapToLong(
                tool -> FRAME + of(tool.name()) + of(tool.description()) + of(tool.inputSchema().toString())).sum();
    }

    static long of(List<ModelMessage> messages, ModelAnswer answer) {
        long counted = answer.usage().input() + answer.usage().output();
        return counted > 0 ? counted : of(messages) + of(new ModelMessage.Answered(answer.text(), answer.calls()));
    }

    private static long of(ModelMessage message) {
        return FRAME + switch (message) {
            case ModelMessage.Instruction(var text) -> of(text);
            case ModelMessage.Said(var text, var images) -> of(text) + (long) IMAGE * images.size();
            case ModelMessage.Result(_, var text) -> of(text);
            case ModelMessage.Answered(var text, var calls, _) -> of(text)
                    + calls.stream().mapToLong(call -> FRAME + of(call.name()) + of(call.arguments())).sum();
        };
    }

    private static long of(String text) {
        return (text.getBytes(StandardCharsets.UTF_8).length + BYTES - 1) / BYTES;
    }
}
