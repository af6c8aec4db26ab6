// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.planner.Decision;
import dev.postern.api.tool.Risk;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.record.CallIds;
import dev.postern.pipeline.internal.run.Stop;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cancelling a turn wherever it stands. */
final class CancelTest {
    private static final Stop.Cancelled STOP = new Stop.Cancelled("k_client", List.of());

    @TempDir
    Path home;

    @Test
    void interruptsAPlannerThatRuns() throws Exception {
        var thinking = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        try (var gateway = Gateway.start(home, _ -> {
            thinking.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException cancelled) {
                interrupted.set(true);
                throw cancelled;
            }
            return new Decision.Stop("never");
        }, new Tools())) {
            var turn = gateway.send("think").turn();
            assertThat(thinking.await(60, TimeUnit.SECONDS)).isTrue();
            gateway.engine.cancel("default", turn, STOP);
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(gateway.topics(turn)).endsWith("turn.cancelled");
            Gateway.await("the planner is interrupted", interrupted::get);
        }
    }

    @Test
    void endsACallThatRuns() throws Exception {
        var working = new CountDownLatch(1);
        var tools = new Tools().add("slow.work", Risk.LOW, true, _ -> {
            working.countDown();
            Thread.sleep(60_000);
            return JsonObject.EMPTY;
        });
        try (var gateway = Gateway.start(home, _ -> Decision.CallTools.one("slow.work", JsonObject.EMPTY), tools)) {
            var turn = gateway.send("work").turn();
            assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
            gateway.engine.cancel("default", turn, STOP);
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(gateway.kept.rows().call("default", CallIds.of(turn, 1, 0)).orElseThrow().state())
                    .isEqualTo(Call.State.CANCELLED);
            assertThat(gateway.topics(turn)).containsSubsequence("tool.finished", "turn.cancelled");
        }
    }

    @Test
    void takesATurnOutOfTheQueue() throws Exception {
        var go = new CountDownLatch(1);
        try (var gateway = Gateway.start(home, view -> {
            go.await();
            return new Decision.Reply(view.turn());
        }, new Tools())) {
            var first = gateway.send("one").turn();
            var second = gateway.send("two").turn();
            var third = gateway.send("three").turn();
            gateway.engine.cancel("default", second, STOP);
            assertThat(gateway.row(second).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
            go.countDown();
            assertThat(gateway.ended(third).reply()).contains(third);
            assertThat(gateway.ended(first).reply()).contains(first);
            assertThat(gateway.topics(second)).doesNotContain("turn.started");
            assertThat(gateway.engine.waiting()).isZero();
        }
    }

    @Test
    void freesTheSessionOfATurnInDoubt() throws Exception {
        var tools = new Tools().add("mail.send", Risk.MEDIUM, false, _ -> JsonObject.EMPTY);
        var death = new AtomicReference<CrashingStore>();
        var first = Gateway.start(home, view -> view.steps().isEmpty()
                ? Decision.CallTools.one("mail.send", JsonObject.EMPTY)
                : new Decision.Reply("sent"), tools, Settings.DEFAULT, store -> {
                    death.set(new CrashingStore(store, 3, false));
                    return death.get();
                });
        var doubtful = first.send("send it");
        assertThat(death.get().crashed.await(60, TimeUnit.SECONDS)).isTrue();
        first.crash();
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("next"), tools)) {
            gateway.in(doubtful.turn(), state -> state == Turn.State.IN_DOUBT);
            var next = gateway.send("hello?").turn();
            assertThat(gateway.row(next).orElseThrow().state()).isEqualTo(Turn.State.QUEUED);
            Gateway.await("nothing runs", () -> gateway.engine.running() == 0);
            gateway.engine.cancel("default", doubtful.turn(), STOP);
            assertThat(gateway.ended(next).reply()).contains("next");
        }
        try (var again = Gateway.start(home, _ -> new Decision.Reply("x"), tools)) {
            assertThat(again.row(doubtful.turn()).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
        }
    }

    /** The session is paused before the gateway dies, so that the turn waits after the start. */
    @ParameterizedTest
    @CsvSource({"true, CANCELLED", "false, IN_DOUBT"})
    void saysWhatBecameOfACallThatACrashCutOff(boolean idempotent, Call.State state) throws Exception {
        var started = new AtomicReference<Gateway>();
        var tools = new Tools();
        var death = new AtomicReference<CrashingStore>();
        tools.add("mail.send", Risk.MEDIUM, idempotent, _ -> {
            pause(started.get().kept);
            return JsonObject.EMPTY;
        });
        started.set(Gateway.start(home, view -> view.steps().isEmpty()
                ? Decision.CallTools.one("mail.send", JsonObject.EMPTY)
                : new Decision.Reply("sent"), tools, Settings.DEFAULT, store -> {
                    death.set(new CrashingStore(store, 3, false));
                    return death.get();
                }));
        var turn = started.get().send("send it").turn();
        assertThat(death.get().crashed.await(60, TimeUnit.SECONDS)).isTrue();
        started.get().crash();
        var call = CallIds.of(turn, 1, 0);
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("never"), tools)) {
            assertThat(gateway.kept.rows().call("default", call).orElseThrow().state()).isEqualTo(Call.State.RUNNING);
            gateway.engine.cancel("default", turn, STOP);
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(gateway.kept.rows().call("default", call).orElseThrow().state()).isEqualTo(state);
            assertThat(gateway.topics(turn)).endsWith(
                    state == Call.State.IN_DOUBT ? "tool.in_doubt" : "tool.finished", "turn.cancelled");
        }
        assertThat(tools.ran).hasSize(1);
    }

    /** Whoever cancels does not wait for it, and is not told that nothing happened. */
    @Test
    void leavesACallInDoubtThatDoesNotListen() throws Exception {
        var working = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        var tools = new Tools().add("mail.send", Risk.MEDIUM, false, _ -> {
            working.countDown();
            while (over.getCount() > 0) {
                try {
                    over.await();
                } catch (InterruptedException ignored) {
                    // that is what it does
                }
            }
            return JsonObject.EMPTY;
        });
        try (var gateway = Gateway.start(home, _ -> Decision.CallTools.one("mail.send", JsonObject.EMPTY), tools)) {
            var turn = gateway.send("send it").turn();
            assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
            gateway.engine.cancel("default", turn, STOP);
            assertThat(gateway.row(turn).orElseThrow().state()).isEqualTo(Turn.State.CANCELLED);
            assertThat(gateway.topics(turn)).endsWith("tool.in_doubt", "turn.cancelled");
            assertThat(gateway.kept.rows().call("default", CallIds.of(turn, 1, 0)).orElseThrow().state())
                    .isEqualTo(Call.State.IN_DOUBT);
        } finally {
            over.countDown();
        }
    }

    private static void pause(TestStore kept) {
        var row = kept.rows().sessions("default", null, 1).getFirst();
        try {
            kept.store().commit(Batch.of(new Write.PutSession(new Session(row.id(), row.tenant(), row.workspace(),
                    row.surface(), row.peer(), row.thread(), row.createdAt(), row.updatedAt(), row.revision() + 1,
                    Session.ExecutionState.PAUSED, row.settings(), row.progress()), row.revision())));
        } catch (StoreException refused) {
            throw new IllegalStateException(refused);
        }
    }

    @Test
    void blocksTheSessionOfATurnInDoubtAfterEveryStart() throws Exception {
        var tools = new Tools().add("mail.send", Risk.MEDIUM, false, _ -> JsonObject.EMPTY);
        var death = new AtomicReference<CrashingStore>();
        var first = Gateway.start(home, _ -> Decision.CallTools.one("mail.send", JsonObject.EMPTY), tools,
                Settings.DEFAULT, store -> {
                    death.set(new CrashingStore(store, 3, false));
                    return death.get();
                });
        var doubtful = first.send("send it").turn();
        assertThat(death.get().crashed.await(60, TimeUnit.SECONDS)).isTrue();
        first.crash();
        try (var second = Gateway.start(home, _ -> new Decision.Reply("never"), tools)) {
            second.in(doubtful, state -> state == Turn.State.IN_DOUBT);
        }
        try (var third = Gateway.start(home, _ -> new Decision.Reply("never"), tools)) {
            var next = third.send("hello?").turn();
            var other = third.send("elsewhere", "hello?").turn();
            third.ended(other);
            assertThat(third.row(doubtful).orElseThrow().state()).isEqualTo(Turn.State.IN_DOUBT);
            assertThat(third.row(next).orElseThrow().state()).isEqualTo(Turn.State.QUEUED);
        }
    }

    @Test
    void refusesWhatHasEndedAndRepeatsWhatIsCancelled() throws Exception {
        try (var gateway = Gateway.start(home, _ -> new Decision.Reply("done"), new Tools())) {
            var ended = gateway.ended(gateway.send("go").turn()).id();
            assertThatThrownBy(() -> gateway.engine.cancel("default", ended, STOP))
                    .isInstanceOfSatisfying(WireException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT));
            assertThatThrownBy(() -> gateway.engine.cancel("other", ended, STOP))
                    .hasMessage("there is no turn " + ended);
        }
    }
}
