// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.model.ModelAnswer;
import dev.postern.api.model.ModelFailure;
import dev.postern.api.model.ModelMessage;
import dev.postern.api.model.ModelRequest;
import dev.postern.api.model.ModelUsage;
import dev.postern.api.planner.Usage;

/**
 * What exchanges with one model use. Where the endpoint counts no tokens, they are estimated.
 *
 * @param price the model's, if it is known
 */
record Charges(Optional<ModelPrice> price) {
    /** What an endpoint says at most that one exchange took: beyond it, it says anything. */
    private static final long MOST_TOKENS = 1_000_000_000;

    /** What a request may use at most, by an estimate of what it is long. */
    Usage atMost(ModelRequest request) {
        return usage(new ModelUsage(Tokens.of(request), 0, request.limits().outputTokens()));
    }

    /** The answer with numbers that can be counted with, and that fit into a record: an endpoint says what it likes. */
    static ModelAnswer believed(ModelAnswer answer) {
        var said = answer.usage();
        long input = Math.clamp(said.input(), 0, MOST_TOKENS);
        return new ModelAnswer(answer.model(), answer.text(), answer.calls(), answer.stop(), new ModelUsage(input,
                Math.clamp(said.cachedInput(), 0, input), Math.clamp(said.output(), 0, MOST_TOKENS)),
                answer.continuation());
    }

    /** What came of it used. */
    Usage of(ModelRequest request, ModelAnswer answer) {
        var said = answer.usage();
        if (said.input() == 0 && said.output() == 0) {
            return usage(new ModelUsage(Tokens.of(request), 0,
                    Tokens.of(List.of(new ModelMessage.Answered(answer.text(), answer.calls())))));
        }
        return usage(said);
    }

    /** What a failure used; empty where nobody knows, since the model may have written by then. */
    Optional<Usage> of(ModelFailure failure) {
        return switch (failure) {
            case ModelFailure.KeyRefused _,ModelFailure.RateLimited _,ModelFailure.Overloaded _,ModelFailure.NoSuchModel _,ModelFailure.RequestRefused _,ModelFailure.Unreachable _,ModelFailure.NotAllowed _ ->
                Optional.of(usage(ModelUsage.UNKNOWN));
            case ModelFailure.CutOff _,ModelFailure.TimedOut _,ModelFailure.TooLarge _,ModelFailure.Unreadable _ ->
                Optional.empty();
        };
    }

    private Usage usage(ModelUsage tokens) {
        return price.map(known -> known.usage(tokens))
                .orElseGet(() -> new Usage(tokens.input(), tokens.cachedInput(), tokens.output(), Map.of()));
    }
}
