// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.Risk;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway stops while turns run and wait. */
final class DrainTest {
    @TempDir
    Path home;

    @Test
    void letsRunningTurnsFinishAndKeepsWaitingOnes() throws Exception {
        var thinking = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        String running;
        String waiting;
        try (var gateway = Gateway.start(home, _ -> {
            thinking.countDown();
            go.await();
            return new Decision.Reply("done");
        }, new Tools())) {
            running = gateway.send("runs").turn();
            waiting = gateway.send("waits").turn();
            assertThat(thinking.await(60, TimeUnit.SECONDS)).isTrue();
            var drained = CompletableFuture.runAsync(() -> {
                try {
                    gateway.engine.drain();
                } catch (InterruptedException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }, Thread::startVirtualThread);
            Gateway.await("it drains", () -> gateway.engine.phase() == Engine.Phase.DRAINING);
            assertThatThrownBy(() -> gateway.send("late")).isInstanceOfSatisfying(WireException.class,
                    refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            go.countDown();
            drained.get(60, TimeUnit.SECONDS);
            assertThat(gateway.row(running).orElseThrow().state()).isEqualTo(Turn.State.FINISHED);
            assertThat(gateway.row(waiting).orElseThrow().state()).isEqualTo(Turn.State.QUEUED);
        }
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("later"), new Tools())) {
            assertThat(gateway.ended(waiting).reply()).contains("later");
        }
    }

    @Test
    void cutsOffWhatTakesTooLongAndGoesOnWithItAfterTheNextStart() throws Exception {
        var working = new CountDownLatch(1);
        var hasty = new Settings(8, 8, "rules", 32, Duration.ofMinutes(1), 3, Settings.DEFAULT.ride(), Duration.ZERO,
                Settings.Outbox.DEFAULT, Settings.Collect.DEFAULT);
        var slow = new Tools().add("slow.work", Risk.MEDIUM, true, _ -> {
            working.countDown();
            Thread.sleep(60_000);
            return JsonObject.EMPTY;
        });
        String turn;
        try (var gateway = Gateway.start(home, DrainTest::once, slow, hasty, UnaryOperator.identity())) {
            turn = gateway.send("work").turn();
            assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
        }
        var quick = new Tools().add("slow.work", Risk.MEDIUM, true, _ -> JsonObject.EMPTY);
        try (var gateway = Gateway.start(home, DrainTest::once, quick)) {
            assertThat(gateway.ended(turn).reply()).contains("done");
            assertThat(quick.ran).isEqualTo(slow.ran);
        }
    }

    private static Decision once(TurnView view) {
        return view.steps().isEmpty()
                ? Decision.CallTools.one("slow.work", JsonObject.EMPTY)
                : new Decision.Reply("done");
    }
}
