package org.example.parts;

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

/** What holds for every planner. */
class TimeTellerTest extends PlannerContract {
    private static final ToolDescriptor NOW = new ToolDescriptor("time.now", "1.0.0", "Tells the time.", Risk.LOW,
            List.of(), Duration.ofSeconds(1), true, 1, Duration.ZERO, 1, 1_000, List.of(), false, false,
            JsonObject.of("type", "object"), JsonObject.of("type", "object"), List.of());

    @Override
    protected Planner planner() {
        return new TimeTeller();
    }

    @Override
    protected List<TestTurn> turns() {
        var asked = TestTurn.saying("what time is it?").offering(NOW);
        var step = Decision.CallTools.one("time.now", JsonObject.EMPTY);
        return List.of(asked, asked.after(step, new TurnView.Result.Returned(JsonObject.of("time", "noon"))),
                asked.after(step, new TurnView.Result.Failed("denied", "policy says no")),
                TestTurn.saying("no tools here"));
    }
}
