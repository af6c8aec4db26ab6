// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;
import dev.postern.core.json.Nesting;
import dev.postern.core.wire.ErrorCode;
import dev.postern.pipeline.internal.Settings;

/** What keeps a turn from going on for ever. */
final class Limits {
    /** Calls of one step: they all run at once. */
    private static final int MAX_CALLS = 32;
    /** A reply, in characters. */
    static final int MAX_REPLY = 1_000_000;

    private final Settings settings;

    Limits(Settings settings) {
        this.settings = settings;
    }

    /** Refuses a decision that could be written down but not be read again. */
    static void checkDepth(Decision decision) throws LimitException {
        switch (decision) {
            case Decision.CallTools(var calls, var note) -> {
                for (var call : calls) {
                    checkDepth("the input of a call of " + call.tool(), call.input());
                }
                checkDepth("the planner's note", note);
            }
            case Decision.Ask(_, var memo, _) -> checkDepth("the planner's memo", memo);
            case Decision.Reply _,Decision.Stop _ -> {
            }
        }
    }

    private static void checkDepth(String what, JsonValue value) throws LimitException {
        if (Nesting.exceeds(value, Nesting.MAX_VALUE)) {
            throw limit(what + " nests deeper than " + Nesting.MAX_VALUE + ", which is the limit");
        }
    }

    /** Refuses a decision that goes beyond a limit, before anything of it is done. */
    void check(Steps steps, Decision decision) throws LimitException {
        switch (decision) {
            case Decision.CallTools(var calls, _) -> {
                if (calls.isEmpty() || calls.size() > MAX_CALLS) {
                    throw limit("the planner wanted " + calls.size() + " calls at once, where 1 to " + MAX_CALLS
                            + " may be");
                }
                if (steps.decided() > settings.maxSteps()) {
                    throw limit("it took more than " + settings.maxSteps() + " steps, which is the limit of a turn");
                }
                if (steps.mostIdentical() > settings.maxIdentical()) {
                    throw limit("the same call was wanted more than " + settings.maxIdentical()
                            + " times, which is the limit of a turn");
                }
            }
            case Decision.Reply(var text) -> checkLength(text);
            case Decision.Ask(var question, _, _) -> checkLength(question);
            case Decision.Stop _ -> {
            }
        }
    }

    /** What a turn that ran too long says. */
    TurnEnd.Failed timedOut() {
        return new TurnEnd.Failed(ErrorCode.TIMEOUT,
                "it took longer than " + settings.maxTurn().toSeconds() + " seconds, which is the limit of a turn");
    }

    private static void checkLength(String text) throws LimitException {
        if (text.length() > MAX_REPLY) {
            throw limit("the reply had more than " + MAX_REPLY + " characters");
        }
    }

    private static LimitException limit(String message) {
        return new LimitException(new TurnEnd.Failed(ErrorCode.PRECONDITION_FAILED, message));
    }
}
