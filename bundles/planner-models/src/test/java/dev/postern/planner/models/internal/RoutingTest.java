// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView.Result;
import org.junit.jupiter.api.Test;

/** Which models are asked, and in which order. */
class RoutingTest {
    private static final Settings CONFIGURED = Settings.of(Fakes.config(PlannerConfig.class,
            Map.of("model", "c/default",
                    "tool_model", "c/tool", "summarizer_model", "c/sum", "fallbacks",
                    new String[]{"c/f1", "c/tool", "c/f2"})));

    @Test
    void theFirstStepIsForTheDefaultAndThoseAfterResultsForTheTool() throws Exception {
        var turn = FakeTurn.saying("hi");
        assertThat(names(Routing.step(turn, CONFIGURED))).containsExactly("c/default", "c/f1", "c/tool", "c/f2");
        turn.after(Decision.CallTools.one("time.now", JsonObject.EMPTY), new Result.Returned(JsonObject.EMPTY));
        assertThat(names(Routing.step(turn, CONFIGURED))).containsExactly("c/tool", "c/f1", "c/f2");
        assertThat(names(Routing.step(turn.routed(Map.of("default", "s/default")), CONFIGURED)))
                .as("a tool model is set").containsExactly("c/tool", "c/f1", "c/f2");
        var without = Settings.of(Fakes.config(PlannerConfig.class, Map.of("model", "c/default")));
        assertThat(names(Routing.step(turn, without))).containsExactly("s/default");
    }

    @Test
    void summariesHaveAModelOnlyWhereOneIsSet() {
        assertThat(names(Routing.summary(Map.of("summarizer", "s/sum"), CONFIGURED))).containsExactly("s/sum", "c/f1",
                "c/tool", "c/f2");
        assertThat(names(Routing.summary(Map.of(), CONFIGURED))).containsExactly("c/sum", "c/f1", "c/tool", "c/f2");
        assertThat(Routing.summary(Map.of("default", "s/default"),
                Settings.of(Fakes.config(PlannerConfig.class, Map.of("model", "c/default"))))).isEmpty();
    }

    private static List<String> names(List<ModelName> models) {
        return models.stream().map(ModelName::toString).toList();
    }
}
