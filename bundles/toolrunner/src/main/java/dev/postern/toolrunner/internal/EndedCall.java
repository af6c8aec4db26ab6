// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;

/** What a call came to, by its row. */
final class EndedCall {
    private EndedCall() {}

    static CallOutcome outcome(Call call) {
        return switch (call.state()) {
            // the row does not tell where it came from
            case FINISHED -> new CallOutcome.Returned(call.output().orElse(JsonObject.EMPTY), true);
            case PREVIEWED -> {
                var output = call.output().orElse(JsonObject.EMPTY);
                yield new CallOutcome.Previewed(output.object("preview").orElse(JsonObject.EMPTY),
                        output.object("decision").orElse(JsonObject.EMPTY));
            }
            case FAILED, DENIED, CANCELLED -> call.error().map(EndedCall::failed).orElseThrow();
            case REQUESTED, WAITING_APPROVAL, RUNNING, IN_DOUBT ->
                throw new IllegalArgumentException("the call " + call.id() + " has not ended");
        };
    }

    static CallOutcome.Failed failed(Call.Failure why) {
        return new CallOutcome.Failed(ErrorCode.of(why.code()), why.toolCode().orElse(""), why.message(),
                why.retryable(), true);
    }
}
