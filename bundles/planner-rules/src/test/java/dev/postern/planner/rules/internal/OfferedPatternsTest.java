// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.api.trigger.MessagePattern;
import dev.postern.api.trigger.MessageTrigger;
import dev.postern.api.trigger.MessageTrigger.Answer;
import org.junit.jupiter.api.Test;

/** Patterns of plugins: after commands and what is configured, by priority. */
class OfferedPatternsTest {
    private final RulesPlanner planner = new RulesPlanner(List.of(new PatternRule(FakeConfig.of(
            PatternRule.Config.class, Map.of("name", "rule", "pattern", "go home", "reply", "", "calls",
                    new String[]{"{\"tool\":\"a.b\",\"input\":{}}"}, "surface", "")))));

    @Test
    void aMatchCallsTheToolThatTheTriggerNamesAndItsOutcomeIsTheReply() {
        offer("errand", "go (?<where>.*)", 0,
                match -> Optional.of(
                        new Answer.Call("walk.to", JsonObject.of("place", match.groups().getOrDefault("where", "")))));
        var turn = FakeTurn.saying("go shopping");
        var calls = (Decision.CallTools) planner.next(turn);
        assertThat(calls.calls()).containsExactly(new Decision.Call("walk.to", "", JsonObject.of("place", "shopping")));
        turn.after(calls.note(), new TurnView.Result.Returned(JsonObject.of("said", "there")));
        assertThat(reply(turn)).contains("there");
    }

    @Test
    void whatIsConfiguredComesFirstThenTheHigherPriorityThenTheName() {
        offer("b", "go .*", 0, match -> Optional.of(new Answer.Reply("b")));
        offer("a", "go .*", 0, match -> Optional.of(new Answer.Reply("a")));
        assertThat(planner.next(FakeTurn.saying("go home"))).isInstanceOf(Decision.CallTools.class);
        assertThat(reply(FakeTurn.saying("go on"))).isEqualTo("a");
        var high = offer("c", "go .*", 5, match -> Optional.of(new Answer.Reply("c")));
        assertThat(reply(FakeTurn.saying("go on"))).isEqualTo("c");
        planner.removeTrigger(high);
        assertThat(reply(FakeTurn.saying("go on"))).isEqualTo("a");
    }

    @Test
    void oneThatDoesNotWantTheMessageLeavesItToTheNext() {
        offer("a", "go .*", 0, match -> Optional.empty());
        offer("b", "go .*", 0, match -> Optional.of(new Answer.Reply("from " + match.surface() + match.origins())));
        assertThat(reply(FakeTurn.saying("go on"))).isEqualTo("from gateway[PERSON]");
        assertThat(reply(FakeTurn.quoting("go on"))).isEqualTo("from gateway[" + Origin.FOREIGN + "]");
        assertThat(reply(FakeTurn.saying("stay"))).contains("I act on commands");
    }

    @Test
    void aCommandIsNoMatterForPatterns() {
        offer("a", ".*", 0, match -> Optional.of(new Answer.Reply("mine")));
        assertThat(reply(FakeTurn.saying("/cancel"))).contains("no question open");
    }

    @Test
    void oneThatFailsIsNamedAndNothingIsDone() {
        offer("a", "go .*", 0, match -> {
            throw new IllegalStateException("canary");
        });
        assertThat(reply(FakeTurn.saying("go on"))).isEqualTo("The trigger a failed; nothing was done.");
        offer("0", "go .*", 1, match -> {
            throw new StackOverflowError("canary");
        });
        assertThat(reply(FakeTurn.saying("go on"))).isEqualTo("The trigger 0 failed; nothing was done.");
    }

    @Test
    void aTurnThatStopsMeanwhileIsNotDecided() {
        offer("a", "go .*", 0, match -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> planner.next(FakeTurn.saying("go on"))).hasMessage("the turn stops");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anExpressionThatTriesForEverOrIsNoneStandsInNobodysWay() {
        offer("a", "(a+)+\\1b", 9, match -> Optional.of(new Answer.Reply("never")));
        offer("broken", "(", 9, match -> Optional.of(new Answer.Reply("never")));
        offer("b", "a+", 0, match -> Optional.of(new Answer.Reply("all a")));
        assertThat(reply(FakeTurn.saying("a".repeat(60)))).isEqualTo("all a");
    }

    private MessageTrigger offer(String name, String regex, int priority, MessageTrigger trigger) {
        planner.addTrigger(trigger, Map.of(MessagePattern.NAME, name, MessagePattern.REGEX, regex,
                MessagePattern.PRIORITY, priority, MessagePattern.SURFACE, ""));
        return trigger;
    }

    private String reply(TurnView turn) {
        return ((Decision.Reply) planner.next(turn)).text();
    }
}
