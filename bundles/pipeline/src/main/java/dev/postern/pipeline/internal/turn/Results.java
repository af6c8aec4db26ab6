// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.TurnView.Result;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;

/** Outcomes of calls as planners see them: the same whether they just came or are read from the records. */
final class Results {
    private Results() {}

    /** Of a call that just ended; in doubt is no result. */
    static Result of(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Returned(var output) -> new Result.Returned(output);
            case CallOutcome.Failed(var code, var toolCode, var message, _) ->
                new Result.Failed(toolCode.isEmpty() ? code.code() : toolCode, message);
            case CallOutcome.Previewed previewed -> new Result.Returned(previewed.output());
            case CallOutcome.Waiting _ -> throw new IllegalArgumentException("a call that waits has no result yet");
            case CallOutcome.InDoubt _ -> throw new IllegalArgumentException("a call in doubt has no result yet");
        };
    }

    /** Of a call that has ended by its row. */
    static Result of(Call call) {
        return switch (call.state()) {
            case FINISHED, PREVIEWED -> new Result.Returned(call.output().orElse(JsonObject.EMPTY));
            case FAILED, DENIED, CANCELLED -> {
                var error = call.error().orElseGet(
                        () -> new Call.Failure("cancelled", Optional.empty(), "the call was cancelled", false));
                yield new Result.Failed(error.shown(), error.message());
            }
            case REQUESTED, WAITING_APPROVAL, RUNNING, IN_DOUBT ->
                throw new IllegalArgumentException("the call " + call.id() + " has not ended");
        };
    }
}
