// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.planner.TurnView.Result;
import dev.postern.core.store.Entry;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;
import dev.postern.pipeline.internal.turn.Steps.Known.Ended;

/** Outcomes of calls as planners see them: the same whether they just came or are read from the records. */
final class Results {
    private Results() {}

    /** Of a call that just ended; in doubt is no result. */
    static Ended of(CallOutcome outcome) {
        var result = switch (outcome) {
            case CallOutcome.Returned(var output, _) -> new Result.Returned(output);
            case CallOutcome.Failed(var code, var toolCode, var message, _, _) ->
                new Result.Failed(toolCode.isEmpty() ? code.code() : toolCode, message);
            case CallOutcome.Previewed previewed -> new Result.Returned(previewed.output());
            case CallOutcome.Waiting _ -> throw new IllegalArgumentException("a call that waits has no result yet");
            case CallOutcome.InDoubt _ -> throw new IllegalArgumentException("a call in doubt has no result yet");
        };
        return new Ended(result, origin(outcome.foreign()));
    }

    /**
     * Of a call that has ended by its row.
     *
     * @param finished its record of that; empty when there is none
     */
    static Ended of(Call call, Optional<Entry> finished) {
        return switch (call.state()) {
            case FINISHED, PREVIEWED ->
                new Ended(new Result.Returned(call.output().orElse(JsonObject.EMPTY)), origin(finished));
            case FAILED, DENIED, CANCELLED -> {
                var error = call.error().orElseGet(
                        () -> new Call.Failure("cancelled", Optional.empty(), "the call was cancelled", false));
                yield new Ended(new Result.Failed(error.shown(), error.message()), origin(finished));
            }
            case REQUESTED, WAITING_APPROVAL, RUNNING, IN_DOUBT ->
                throw new IllegalArgumentException("the call " + call.id() + " has not ended");
        };
    }

    /** Foreign when it is not on record. */
    private static Origin origin(Optional<Entry> finished) {
        return origin(finished.flatMap(entry -> entry.replay().bool(CallOutcome.FOREIGN)).orElse(true));
    }

    private static Origin origin(boolean foreign) {
        return foreign ? Origin.FOREIGN : Origin.PERSON;
    }
}
