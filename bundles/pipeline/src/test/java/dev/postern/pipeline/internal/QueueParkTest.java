// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.tool.Resolution;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.record.CallIds;
import dev.postern.store.internal.NoMetrics;
import dev.postern.toolrunner.internal.RealTools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What messages do that meet a turn which waits for a person's word, or stands in doubt. */
final class QueueParkTest {
    @TempDir
    Path home;

    @TempDir
    Path folder;

    private final Collecting planner = new Collecting();

    @Test
    void whatSteersATurnThatWaitsLeavesItsCallAsItIs() throws Exception {
        try (var tools = tools(); var gateway = Gateway.start(home, planner, tools)) {
            var turn = gateway.send("call").turn();
            var asked = Approvals.awaited(gateway, turn);
            var steers = gateway.send(QueueMode.STEER, "in green");
            assertThat(steers.target()).contains(turn);
            assertThat(new Approvals(gateway.kept).now(asked).state()).isEqualTo(Approval.State.PENDING);
            assertThat(gateway.row(steers.turn()).orElseThrow().state()).isEqualTo(Turn.State.QUEUED);
            new Approvals(gateway.kept).approve(asked);
            assertThat(gateway.ended(turn).reply()).contains("heard call | 1: in green");
            assertThat(gateway.ended(steers.turn()).into()).contains(turn);
            assertThat(tools.ran).hasSize(1);
        }
    }

    @Test
    void whatInterruptsATurnThatWaitsSupersedesItsQuestion() throws Exception {
        try (var tools = tools(); var gateway = Gateway.start(home, planner, tools)) {
            var turn = gateway.send("call").turn();
            var asked = Approvals.awaited(gateway, turn);
            gateway.send(QueueMode.QUEUE, "later");
            var urgent = gateway.send(QueueMode.INTERRUPT, "now");
            assertThat(urgent.target()).contains(turn);
            assertThat(gateway.ended(urgent.turn()).reply()).contains("heard now");
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(gateway.row(turn).orElseThrow().error().orElseThrow().code()).isEqualTo("interrupted");
            var approvals = new Approvals(gateway.kept);
            assertThat(approvals.now(asked).state()).isEqualTo(Approval.State.SUPERSEDED);
            assertThat(approvals.call(asked.call()).state()).isEqualTo(Call.State.CANCELLED);
            Gateway.await("all are heard", () -> planner.seen.size() == 3);
            assertThat(planner.seen).containsExactly("call", "now", "later");
            assertThat(tools.ran).isEmpty();
        }
    }

    @Test
    void aGatewayThatDiesBeforeItEndsWhatAMessageInterruptsDoesSoAtTheNextStart() throws Exception {
        var death = new AtomicReference<CrashingStore>();
        try (var tools = tools()) {
            var first = Gateway.start(home, planner, tools, Settings.DEFAULT, store -> {
                death.set(new CrashingStore(store, batch -> batch.writes().stream().anyMatch(
                        write -> write instanceof Write.Append(var entry)
                                && entry.type() == RecordType.TURN_CANCELLED),
                        false));
                return death.get();
            });
            var turn = first.send("call").turn();
            var asked = Approvals.awaited(first, turn);
            var urgent = first.send(QueueMode.INTERRUPT, "now").turn();
            assertThat(death.get().crashed.await(60, TimeUnit.SECONDS)).isTrue();
            first.crash();
            try (var second = Gateway.start(home, planner, tools)) {
                assertThat(second.ended(urgent).reply()).contains("heard now");
                assertThat(second.ended(turn).state()).isEqualTo(Turn.State.CANCELLED);
                assertThat(new Approvals(second.kept).now(asked).state()).isEqualTo(Approval.State.SUPERSEDED);
                assertThat(planner.seen).containsExactly("call", "now");
                assertThat(tools.ran).isEmpty();
            }
        }
    }

    @Test
    void aTurnInDoubtIsNotInterruptedAndIsSteeredOnceItGoesOn() throws Exception {
        var calling = new CountDownLatch(1);
        var hangs = new Tools().add("mail.send", Risk.MEDIUM, false, _ -> {
            calling.countDown();
            new CountDownLatch(1).await(); // until it is interrupted
            return JsonObject.EMPTY;
        });
        var first = Gateway.start(home, new Collecting(), hangs);
        var turn = first.send("call").turn();
        calling.await();
        first.crash();
        try (var second = Gateway.start(home, planner, hangs)) {
            second.in(turn, Turn.State.IN_DOUBT::equals);
            var urgent = second.send(QueueMode.INTERRUPT, "now");
            var steers = second.send(QueueMode.STEER, "left");
            assertThat(urgent.target()).isEmpty();
            assertThat(steers.target()).contains(turn);
            assertThat(second.row(turn).orElseThrow().state()).isEqualTo(Turn.State.IN_DOUBT);
            second.engine.resolve(second.row(turn).orElseThrow(), CallIds.of(turn, 1, 0), Resolution.Outcome.ABANDON,
                    "", "k_client", List.of());
            assertThat(second.ended(turn).reply()).contains("heard call | 1: left");
            assertThat(second.ended(urgent.turn()).reply()).contains("heard now");
            assertThat(second.ended(steers.turn()).into()).contains(turn);
        }
    }

    private RealTools tools() throws Exception {
        return new RealTools(folder, new NoMetrics(), new NoAccess()).add("mail.send", "1.0.0", Risk.MEDIUM, false,
                (input, _) -> input);
    }
}
