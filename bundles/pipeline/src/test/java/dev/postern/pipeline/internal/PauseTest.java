// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.Risk;
import dev.postern.core.exchange.Pausable.Pause;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns stand still while something that they use is exchanged, and go on. */
final class PauseTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path home;

    @Test
    void aTurnStandsStillAfterTheStepUnderWayAndGoesOnFromThere() throws Exception {
        var working = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var calls = new AtomicInteger();
        var tools = new Tools().add("slow.work", Risk.MEDIUM, false, _ -> {
            calls.incrementAndGet();
            working.countDown();
            go.await();
            return JsonObject.EMPTY;
        });
        try (var gateway = Gateway.start(home, PauseTest::twice, tools)) {
            var turn = gateway.send("work").turn();
            assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
            var pausing = pausing(gateway, LONG);
            var waiting = gateway.send("other", "work").turn();
            assertThat(pausing).isNotDone();
            go.countDown();
            try (var _ = pausing.get(60, TimeUnit.SECONDS)) {
                assertThat(gateway.engine.running()).isZero();
                assertThat(calls).hasValue(1);
                assertThat(gateway.topics(turn)).containsOnlyOnce("tool.finished").doesNotContain("turn.finished");
                assertThat(gateway.topics(waiting)).doesNotContain("turn.started");
            }
            assertThat(gateway.ended(turn).reply()).contains("done");
            assertThat(gateway.ended(waiting).reply()).contains("done");
            assertThat(calls).hasValue(4);
            assertThat(gateway.topics(turn)).containsOnlyOnce("turn.started").containsOnlyOnce("turn.finished");
        }
    }

    @Test
    void aStepThatFailsMeanwhileHasFailed() throws Exception {
        var working = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var gateway = Gateway.start(home, view -> {
            working.countDown();
            go.await();
            throw new IllegalStateException("it does not know");
        }, new Tools())) {
            var turn = gateway.send("think").turn();
            assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
            var pausing = pausing(gateway, LONG);
            go.countDown();
            pausing.get(60, TimeUnit.SECONDS).close();
            assertThat(gateway.ended(turn).state()).isEqualTo(Turn.State.FAILED);
        }
    }

    @Test
    void whatTakesTooLongIsCutOffAndGoesOnByTheRulesOfACrash() throws Exception {
        var working = new CountDownLatch(1);
        var calls = new AtomicInteger();
        var tools = new Tools().add("slow.work", Risk.MEDIUM, true, _ -> {
            if (calls.incrementAndGet() == 1) {
                working.countDown();
                Thread.sleep(60_000);
            }
            return JsonObject.EMPTY;
        });
        try (var gateway = Gateway.start(home, PauseTest::twice, tools)) {
            var turn = gateway.send("work").turn();
            assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
            gateway.engine.pause(Duration.ZERO).close();
            assertThat(gateway.ended(turn).reply()).contains("done");
            assertThat(calls).hasValue(3);
        }
    }

    @Test
    void twoPausesEndWithTheLast() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("done"), new Tools())) {
            var first = gateway.engine.pause(LONG);
            var second = gateway.engine.pause(LONG);
            var turn = gateway.send("work").turn();
            first.close();
            first.close();
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.QUEUED);
            second.close();
            assertThat(gateway.ended(turn).reply()).contains("done");
        }
    }

    @Test
    void anEngineThatIsExchangedSendsNewcomersToTheNext() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("done"), new Tools())) {
            gateway.engine.close();
            assertThatThrownBy(() -> gateway.send("late")).isInstanceOfSatisfying(WireException.class,
                    refused -> assertThat(WireException.isAway(refused.code(), refused.details())).isTrue());
        }
    }

    private static CompletableFuture<Pause> pausing(Gateway gateway, Duration limit) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return gateway.engine.pause(limit);
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        }, Thread::startVirtualThread);
    }

    private static Decision twice(TurnView view) {
        return view.steps().size() < 2
                ? Decision.CallTools.one("slow.work", JsonObject.EMPTY)
                : new Decision.Reply("done");
    }
}
