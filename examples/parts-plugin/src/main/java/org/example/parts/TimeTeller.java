package org.example.parts;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.planner.PlannerDefinition;
import dev.postern.api.planner.TurnView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A planner: whatever is said, it asks the tool time.now and answers with the time. It keeps nothing between steps. */
@Component
@PlannerDefinition(name = "parts-time")
public final class TimeTeller implements Planner {
    private static final String TOOL = "time.now";

    /** Made by Declarative Services. */
    @Activate
    public TimeTeller() {}

    @Override
    public Decision next(TurnView turn) {
        if (!turn.steps().isEmpty()) {
            return switch (turn.steps().getLast().results().getFirst()) {
                case TurnView.Result.Returned(var output) -> new Decision.Reply("It is " + output.text("time").orElse("late"));
                case TurnView.Result.Failed(var code, var message) -> new Decision.Reply("I cannot tell: " + message);
            };
        }
        return turn.tools().stream().anyMatch(tool -> tool.name().equals(TOOL))
                ? Decision.CallTools.one(TOOL, JsonObject.EMPTY)
                : new Decision.Reply("I have no clock here");
    }
}
