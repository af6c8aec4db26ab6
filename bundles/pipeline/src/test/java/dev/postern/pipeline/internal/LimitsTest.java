// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.tool.Risk;
import dev.postern.core.json.Nesting;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a turn that does not end by itself. */
final class LimitsTest {
    @TempDir
    Path home;

    private final Tools tools = new Tools()
            .add("count.up", Risk.LOW, true, _ -> JsonObject.EMPTY)
            .add("slow.work", Risk.LOW, true, _ -> {
                Thread.sleep(60_000);
                return JsonObject.EMPTY;
            });

    @Test
    void endsATurnWithTooManySteps() throws Exception {
        try (var gateway = Gateway.start(home, view -> Decision.CallTools.one("count.up",
                JsonObject.builder().put("step", view.steps().size()).build()), tools)) {
            var turn = gateway.ended(gateway.send("go").turn());
            assertThat(turn.state()).isEqualTo(Turn.State.FAILED);
            assertThat(turn.error().orElseThrow().message()).contains("32 steps");
            assertThat(turn.reply().orElseThrow()).contains("32 steps");
            assertThat(tools.ran).hasSize(32);
        }
    }

    @Test
    void endsATurnThatRepeatsItself() throws Exception {
        try (var gateway = Gateway.start(home,
                _ -> Decision.CallTools.one("count.up", JsonObject.of("always", "the same")), tools)) {
            var turn = gateway.ended(gateway.send("go").turn());
            assertThat(turn.error().orElseThrow().message()).contains("same call").contains("3 times");
            assertThat(tools.ran).hasSize(3);
        }
    }

    @Test
    void endsATurnThatTakesTooLong() throws Exception {
        var hasty = new Settings(8, 8, "rules", 32, Duration.ofSeconds(5), 3, Settings.DEFAULT.ride(),
                Settings.DEFAULT.drain(), Settings.Outbox.DEFAULT, Settings.Collect.DEFAULT);
        try (var gateway = Gateway.start(home, view -> Decision.CallTools.one("slow.work", JsonObject.EMPTY), tools,
                hasty, UnaryOperator.identity())) {
            var turn = gateway.ended(gateway.send("go").turn());
            assertThat(turn.error().orElseThrow().code()).isEqualTo("timeout");
            assertThat(gateway.topics(turn.id())).containsSubsequence("tool.finished", "turn.failed");
        }
    }

    @Test
    void endsATurnWhosePlannerFails() throws Exception {
        try (var gateway = Gateway.start(home, _ -> {
            throw new IllegalStateException("secret detail");
        }, tools)) {
            var turn = gateway.ended(gateway.send("go").turn());
            assertThat(turn.error().orElseThrow().code()).isEqualTo("internal");
            assertThat(turn.error().orElseThrow().message()).contains("incident i_").doesNotContain("secret");
        }
    }

    @Test
    void endsATurnThatWantsTooMuchAtOnce() throws Exception {
        var calls = new ArrayList<Decision.Call>();
        for (int i = 0; i < 33; i++) {
            calls.add(new Decision.Call("count.up", "", JsonObject.builder().put("i", i).build()));
        }
        for (var wanted : List.of(List.copyOf(calls), List.<Decision.Call>of())) {
            try (var gateway = Gateway.start(home, _ -> new Decision.CallTools(wanted, JsonNull.NULL), tools)) {
                assertThat(gateway.ended(gateway.send("go").turn()).state()).isEqualTo(Turn.State.FAILED);
                assertThat(tools.ran).isEmpty();
            }
        }
    }

    /** Whoever writes what nobody can read again ends his turn, and no reader of the journal. */
    @Test
    void endsATurnWhoseDecisionNestsTooDeep() throws Exception {
        var deep = nested(Nesting.MAX_VALUE + 1);
        var decisions = List.<Decision>of(
                Decision.CallTools.one("count.up", deep),
                new Decision.CallTools(List.of(new Decision.Call("count.up", "", JsonObject.EMPTY)), deep),
                new Decision.Ask("which?", deep, Duration.ofHours(1)));
        for (var decision : decisions) {
            try (var gateway = Gateway.start(home, _ -> decision, tools)) {
                var turn = gateway.ended(gateway.send("go").turn());
                assertThat(turn.error().orElseThrow().message()).contains("nests deeper than 48");
                assertThat(gateway.topics(turn.id())).doesNotContain("decide.finished");
            }
        }
        assertThat(tools.ran).isEmpty();
        var most = nested(Nesting.MAX_VALUE);
        String turn;
        try (var gateway = Gateway.start(home, view -> view.steps().isEmpty()
                ? new Decision.CallTools(List.of(new Decision.Call("count.up", "", most)), most)
                : new Decision.Ask("which?", most, Duration.ofHours(1)), tools)) {
            turn = gateway.ended(gateway.send("go").turn()).id();
        }
        try (var gateway = Gateway.start(home, view -> new Decision.Reply("" + view.memo().equals(Optional.of(most))),
                tools)) {
            assertThat(gateway.topics(turn)).contains("decide.finished", "turn.finished");
            assertThat(gateway.ended(gateway.send("that one").turn()).reply()).contains("true");
        }
    }

    private static JsonObject nested(int depth) {
        var nested = JsonObject.EMPTY;
        for (int i = 1; i < depth; i++) {
            nested = JsonObject.builder().put("in", nested).build();
        }
        return nested;
    }

    /** What breaks on the lane's own thread must not leave its session behind without one. */
    @Test
    void endsATurnThatBreaksWithAnError() throws Exception {
        var breaks = new AtomicBoolean(true);
        UnaryOperator<Store> breaking = real -> batch -> {
            if (breaks.get() && batch.writes().stream().anyMatch(LimitsTest::finishes)) {
                throw new NoClassDefFoundError("broken");
            }
            return real.submit(batch);
        };
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("fine"), tools, Settings.DEFAULT, breaking)) {
            var turn = gateway.ended(gateway.send("break").turn());
            assertThat(turn.error().orElseThrow().code()).isEqualTo("internal");
            breaks.set(false);
            assertThat(gateway.ended(gateway.send("go on").turn()).reply()).contains("fine");
        }
    }

    private static boolean finishes(Write write) {
        return write instanceof Write.Append(var entry) && entry.type() == RecordType.TURN_FINISHED;
    }

    @Test
    void makesTheCallsOfAStepAtOnceAndKeepsTheirOrder() throws Exception {
        var gate = new CyclicBarrier(5);
        tools.add("meet.all", Risk.LOW, true, input -> {
            try {
                gate.await();
            } catch (BrokenBarrierException impossible) {
                throw new IllegalStateException(impossible);
            }
            return input;
        });
        var calls = new ArrayList<Decision.Call>();
        for (int i = 0; i < 5; i++) {
            calls.add(new Decision.Call("meet.all", "", JsonObject.builder().put("i", i).build()));
        }
        try (var gateway = Gateway.start(home, view -> view.steps().isEmpty()
                ? new Decision.CallTools(calls, JsonNull.NULL)
                : new Decision.Reply(view.steps().getFirst().results().toString()), tools)) {
            assertThat(gateway.ended(gateway.send("go").turn()).reply().orElseThrow()).containsSubsequence("{\"i\":0}",
                    "{\"i\":1}", "{\"i\":2}", "{\"i\":3}", "{\"i\":4}");
        }
    }
}
