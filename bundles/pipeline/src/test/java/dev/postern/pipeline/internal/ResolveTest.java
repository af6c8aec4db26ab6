// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.Planner;
import dev.postern.api.tool.Risk;
import dev.postern.core.tool.Resolution.Outcome;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.method.TurnsResolve;
import dev.postern.pipeline.internal.record.CallIds;
import dev.postern.pipeline.internal.run.Stop;
import dev.postern.store.internal.NoMetrics;
import dev.postern.toolrunner.internal.RealTools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator says what became of a turn's call in doubt, with the tool runner that ships. */
final class ResolveTest {
    private static final Planner ONE = view -> view.steps().isEmpty()
            ? Decision.CallTools.one("mail.send", JsonObject.of("to", "alice"))
            : new Decision.Reply(view.steps().getFirst().results().toString());
    private static final Planner TWO = view -> view.steps().isEmpty()
            ? new Decision.CallTools(List.of(new Decision.Call("mail.send", "", JsonObject.of("to", "a")),
                    new Decision.Call("mail.send", "", JsonObject.of("to", "b"))), JsonNull.NULL)
            : new Decision.Reply(view.steps().getFirst().results().toString());

    @TempDir
    Path home;

    @TempDir
    Path folder;

    private final AtomicInteger begun = new AtomicInteger();
    private RealTools tools;

    @BeforeEach
    void open() throws Exception {
        tools = new RealTools(folder, new NoMetrics(), new NoAccess());
        blocks();
    }

    @AfterEach
    void close() throws Exception {
        tools.close();
    }

    private void blocks() {
        tools.add("mail.send", "1.0.0", Risk.LOW, false, (_, _) -> {
            begun.incrementAndGet();
            new CountDownLatch(1).await();
            return JsonObject.EMPTY;
        });
    }

    private void sends(Risk risk) {
        tools.add("mail.send", "1.0.0", risk, false, (input, _) -> input);
    }

    /** A turn whose calls were interrupted by their tool's going away. */
    private String doubtful(Gateway gateway, int calls) throws Exception {
        begun.set(0);
        var turn = gateway.send("go").turn();
        Gateway.await("all run", () -> begun.get() == calls);
        tools.remove("mail.send");
        gateway.in(turn, Turn.State.IN_DOUBT::equals);
        return turn;
    }

    @Test
    void thatItHappenedAndTheTurnGoesOn() throws Exception {
        try (var gateway = Gateway.start(home, ONE, tools)) {
            var turn = doubtful(gateway, 1);
            var next = gateway.send("next").turn();
            assertThat(resolve(gateway, turn, 0, Outcome.DONE).state()).isEqualTo(Call.State.FINISHED);
            assertThat(gateway.ended(turn).reply().orElseThrow()).contains("\"resolved\":\"done\"", "I looked",
                    "k_client");
            assertThat(gateway.topics(turn)).containsSubsequence("tool.in_doubt", "tool.resolved", "tool.finished",
                    "turn.step", "turn.finished");
            sends(Risk.LOW);
            gateway.ended(next);
            assertThat(tools.ran).containsOnlyOnce(CallIds.of(turn, 1, 0));
        }
    }

    @Test
    void thatItIsGivenUpAndThePlannerIsTold() throws Exception {
        try (var gateway = Gateway.start(home, ONE, tools)) {
            var turn = doubtful(gateway, 1);
            resolve(gateway, turn, 0, Outcome.ABANDON);
            assertThat(gateway.ended(turn).reply().orElseThrow()).contains("code=abandoned", "I looked");
            assertThat(tools.ran).hasSize(1);
        }
    }

    @Test
    void thatItIsMadeAgainUnderTheSameKey() throws Exception {
        try (var gateway = Gateway.start(home, ONE, tools)) {
            var turn = doubtful(gateway, 1);
            sends(Risk.LOW);
            assertThat(resolve(gateway, turn, 0, Outcome.RETRY).state()).isEqualTo(Call.State.REQUESTED);
            assertThat(gateway.ended(turn).reply().orElseThrow()).contains("alice");
            assertThat(tools.ran).containsExactly(CallIds.of(turn, 1, 0), CallIds.of(turn, 1, 0));
            assertThat(new Approvals(gateway.kept).call(CallIds.of(turn, 1, 0)).attempt()).isEqualTo(2);
            assertThat(gateway.topics(turn)).containsOnlyOnce("tool.requested");
        }
    }

    @Test
    void thatItIsMadeAgainOnceSomebodyLetsIt() throws Exception {
        String turn;
        try (var gateway = Gateway.start(home, ONE, tools)) {
            turn = doubtful(gateway, 1);
            // the rules ask by now
            sends(Risk.MEDIUM);
            resolve(gateway, turn, 0, Outcome.RETRY);
            Approvals.awaited(gateway, turn);
            assertThat(tools.ran).hasSize(1);
        }
        try (var gateway = Gateway.start(home, ONE, tools)) {
            new Approvals(gateway.kept).approve(Approvals.awaited(gateway, turn));
            assertThat(gateway.ended(turn).reply().orElseThrow()).contains("alice");
            assertThat(tools.ran).hasSize(2);
        }
    }

    @Test
    void afterARestartToo() throws Exception {
        String turn;
        try (var gateway = Gateway.start(home, ONE, tools)) {
            turn = doubtful(gateway, 1);
        }
        sends(Risk.LOW);
        try (var gateway = Gateway.start(home, ONE, tools)) {
            gateway.in(turn, Turn.State.IN_DOUBT::equals);
            resolve(gateway, turn, 0, Outcome.RETRY);
            assertThat(gateway.ended(turn).reply().orElseThrow()).contains("alice");
        }
    }

    @Test
    void theTurnGoesOnWhenAllOfItsCallsAreResolved() throws Exception {
        try (var gateway = Gateway.start(home, TWO, tools)) {
            var turn = doubtful(gateway, 2);
            resolve(gateway, turn, 1, Outcome.DONE);
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.IN_DOUBT);
            sends(Risk.LOW);
            resolve(gateway, turn, 0, Outcome.RETRY);
            assertThat(gateway.ended(turn).reply().orElseThrow()).containsSubsequence("\"to\":\"a\"", "resolved");
            assertThat(tools.ran).hasSize(3);
        }
    }

    @Test
    void onlyOnceHoweverManyOperatorsSaySomething() throws Exception {
        try (var gateway = Gateway.start(home, ONE, tools);
                var operators = Executors.newVirtualThreadPerTaskExecutor()) {
            var turn = doubtful(gateway, 1);
            var said = new ArrayList<Future<TurnsResolve.Result>>();
            for (int i = 0; i < 20; i++) {
                var outcome = i % 2 == 0 ? Outcome.DONE : Outcome.ABANDON;
                said.add(operators.submit(() -> resolve(gateway, turn, 0, outcome)));
            }
            int taken = 0;
            for (var one : said) {
                try {
                    one.get(60, TimeUnit.SECONDS);
                    taken++;
                } catch (ExecutionException late) {
                    assertThat(late.getCause()).isInstanceOfSatisfying(WireException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
                        assertThat(refused.details().getFirst().text("by")).contains("k_client");
                    });
                }
            }
            assertThat(taken).isEqualTo(1);
            gateway.ended(turn);
            assertThat(gateway.topics(turn)).containsOnlyOnce("tool.resolved");
        }
    }

    @Test
    void ofACancelledTurnForTheRecordAlone() throws Exception {
        try (var gateway = Gateway.start(home, ONE, tools)) {
            var turn = doubtful(gateway, 1);
            gateway.engine.cancel("default", turn, new Stop.Cancelled("k_client", List.of()));
            assertThatThrownBy(() -> resolve(gateway, turn, 0, Outcome.RETRY))
                    .hasMessageContaining("has ended: its call can be resolved as done or abandoned");
            assertThat(resolve(gateway, turn, 0, Outcome.ABANDON).state()).isEqualTo(Call.State.FAILED);
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
        }
    }

    @Test
    void nothingOfWhatIsNotThere() throws Exception {
        try (var gateway = Gateway.start(home, ONE, tools)) {
            var turn = doubtful(gateway, 1);
            assertThatThrownBy(() -> resolve(gateway, turn, 7, Outcome.DONE))
                    .hasMessage("there is no call " + CallIds.of(turn, 1, 7));
            assertThatThrownBy(() -> resolve(gateway, "t_none", 0, Outcome.DONE)).hasMessage("there is no turn t_none");
        }
    }

    private static TurnsResolve.Result resolve(Gateway gateway, String turn, int index, Outcome outcome)
            throws Exception {
        return new TurnsResolve(gateway.kept.rows(), gateway.engine).handle(new TurnsResolve.Params(turn,
                CallIds.of(turn, 1, index), outcome, Optional.of("I looked")), new Asker(Gateway.CLIENT));
    }
}
