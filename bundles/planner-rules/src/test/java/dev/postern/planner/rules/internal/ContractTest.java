// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.time.Duration;
import java.util.List;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.testkit.PlannerContract;
import dev.postern.testkit.TestTurn;

/** What holds for every planner holds for this one. */
class ContractTest extends PlannerContract {
    private static final ToolDescriptor SEARCH = new ToolDescriptor("files.search", "1.0.0", "Searches.", Risk.LOW,
            List.of(), Duration.ofSeconds(1), true, 1, Duration.ZERO, 1, 1000, List.of(), true, false,
            FakeTurn.json(FakeTurn.SEARCH), JsonObject.EMPTY, List.of());

    @Override
    protected Planner planner() {
        return new RulesPlanner();
    }

    @Override
    protected List<TestTurn> turns() {
        var asked = TestTurn.saying("/files.search path=a query=b").offering(SEARCH);
        var step = Decision.CallTools.one("files.search",
                JsonObject.builder().put("path", "a").put("query", "b").build());
        return List.of(asked, asked.after(step, new TurnView.Result.Returned(JsonObject.of("found", "nothing"))),
                asked.after(step, new TurnView.Result.Failed("denied", "policy says no")),
                TestTurn.saying("/files.search path=a").offering(SEARCH), TestTurn.saying("hello"));
    }
}
