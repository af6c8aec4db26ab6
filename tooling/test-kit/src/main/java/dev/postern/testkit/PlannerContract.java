// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.List;

import dev.postern.api.json.JsonValue;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.core.json.Nesting;
import org.junit.jupiter.api.Test;

/**
 * What holds for every planner: it keeps nothing, so that a turn goes on after a crash or with another version of it. Extend
 * it and give it the planner and turns that it decides on.
 */
public abstract class PlannerContract {

    /** A new planner, as its component would be made. */
    protected abstract Planner planner();

    /** Turns as it may see them, at different steps. */
    protected abstract List<TestTurn> turns();

    /** The same view, the same decision: asked again, by another instance, after other turns. */
    @Test
    void decidesTheSameOnTheSameView() throws Exception {
        var busy = planner();
        for (var turn : turns()) {
            var first = busy.next(turn.again());
            check(first.equals(busy.next(turn.again())), "asked again, it decides otherwise on " + turn);
            check(first.equals(planner().next(turn.again())), "another instance decides otherwise on " + turn);
        }
    }

    /** The pipeline can do what it decides. */
    @Test
    void decidesWhatCanBeDone() throws Exception {
        for (var turn : turns()) {
            switch (planner().next(turn.again())) {
                case Decision.CallTools(var calls, var note) -> {
                    check(!calls.isEmpty(), "it wants to call no tools at all on " + turn);
                    shallow(note);
                    for (var call : calls) {
                        check(turn.tools().stream().anyMatch(tool -> tool.name().equals(call.tool())),
                                "it calls " + call.tool() + ", which the turn does not offer");
                        shallow(call.input());
                    }
                }
                case Decision.Reply(var text) -> check(!text.isEmpty(), "it replies nothing on " + turn);
                case Decision.Ask(var question, var memo, var expires) -> {
                    check(!question.isEmpty() && expires.isPositive(), "it asks nothing, or for no time, on " + turn);
                    shallow(memo);
                }
                case Decision.Stop(var reason) -> check(!reason.isEmpty(), "it stops without a reason on " + turn);
            }
        }
    }

    private static void shallow(JsonValue value) {
        check(!Nesting.exceeds(value, Nesting.MAX_VALUE), "it makes values deeper than " + Nesting.MAX_VALUE);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
