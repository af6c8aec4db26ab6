// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import dev.postern.api.json.JsonObject;
import dev.postern.core.hash.Sha256;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.StoreException.Reason;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.OutboxItem;
import dev.postern.core.turn.Turn;
import dev.postern.json.StrictJson;
import dev.postern.store.internal.FaultySource.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every database must do when it, or the way to it, fails. */
@Timeout(180)
abstract class FaultContract {
    private static final StoreEngine.Limits SMALL = new StoreEngine.Limits(10, 1 << 20, 0, 2, 0,
            Duration.ofSeconds(1));

    private final FaultySource faults = new FaultySource();
    private StoreEngine engine;

    abstract Database database() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        engine = StoreEngine.open(faults.over(database()), Migrations.shipped(), new StrictJson(), new NoMetrics(),
                Clock.systemUTC(), SMALL, Sha256::hex);
        // the start's own upkeep shall not meet the faults
        engine.commit(Batch.of());
    }

    @AfterEach
    final void close() {
        faults.unreachable = false;
        faults.release.release();
        engine.close();
    }

    private void reopen() throws Exception {
        engine.close();
        open();
    }

    private CompletableFuture<Commit> submitHeld(Write... writes) {
        faults.next.set(Fault.HOLD);
        var commit = engine.submit(Batch.of(writes));
        faults.held.acquireUninterruptibly();
        return commit;
    }

    @Test
    void readersAreNotBlockedByAnOpenTransactionAndDoNotSeeIt() throws Exception {
        var session = Samples.session("s_1", "thread");
        var running = Samples.turn("t_1", "s_1", Turn.State.RUNNING);
        var pending = Samples.outbox("o_1", OutboxItem.State.PENDING, Samples.AT);
        engine.commit(Batch.of(new Write.PutSession(session, 0), new Write.PutTurn(running),
                new Write.PutTurn(Samples.turn("t_0", "s_1", Turn.State.FINISHED)), new Write.PutOutbox(pending),
                Samples.append("s_1", "t_1", "old")));
        reopen();
        var commit = submitHeld(
                new Write.PutSession(Samples.revised(session, 2, Session.ExecutionState.PAUSED), 1),
                new Write.PutProgress(Samples.TENANT, "s_1", Samples.progress("c_1")),
                new Write.PutTurn(Samples.turn("t_1", "s_1", Turn.State.FINISHED)),
                new Write.PutTurn(Samples.turn("t_2", "s_1", Turn.State.QUEUED)),
                new Write.PutSession(Samples.session("s_2", "other"), 0), new Write.PutOutbox(pending),
                new Write.PutCall(Samples.call("c_1", "s_1", Optional.empty(), Call.State.RUNNING, JsonObject.EMPTY)),
                new Write.PutOutcome(Samples.outcome("k", Samples.AT)), Samples.append("s_1", "t_1", "new"));

        var rows = engine.rows();
        assertThat(rows.session(Samples.TENANT, "s_1").orElseThrow().revision()).isEqualTo(1);
        assertThat(rows.session(Samples.TENANT, "s_1").orElseThrow().progress().recentCalls()).isEmpty();
        assertThat(rows.session(Samples.TENANT, "s_2")).isEmpty();
        assertThat(rows.session(Samples.TENANT, "webhook", "octocat", "other")).isEmpty();
        assertThat(rows.sessions(Samples.TENANT, null, 10)).extracting(Session::id).containsExactly("s_1");
        assertThat(rows.turn(Samples.TENANT, "t_0")).isPresent();
        assertThat(rows.turn(Samples.TENANT, "t_1")).contains(running);
        assertThat(rows.turn(Samples.TENANT, "t_2")).isEmpty();
        assertThat(rows.turns(Samples.TENANT, "s_1", null, 10)).extracting(Turn::id).containsExactly("t_0", "t_1");
        assertThat(rows.newestFinished(Samples.TENANT, "s_1", 5)).extracting(Turn::id).containsExactly("t_0");
        assertThat(rows.openDirectCalls()).isEmpty();
        assertThat(rows.undelivered("webhook", 5)).containsExactly(pending);
        assertThat(rows.outcome(Samples.TENANT, "p", "messages.send", "k")).isEmpty();
        assertThat(engine.journal().after(0, 10)).hasSize(1);
        assertThat(engine.journal().ofSession(Samples.TENANT, "s_1", 0, 10)).hasSize(1);
        assertThat(engine.journal().ofTurn(Samples.TENANT, "t_1")).hasSize(1);
        assertThat(commit).isNotDone();

        faults.release.release();
        commit.join();
        assertThat(rows.session(Samples.TENANT, "s_1").orElseThrow().revision()).isEqualTo(2);
        assertThat(rows.turns(Samples.TENANT, "s_1", null, 10)).hasSize(3);
        assertThat(engine.journal().ofTurn(Samples.TENANT, "t_1")).hasSize(2);
    }

    @Test
    void refusesAtOnceWhatTheQueueHasNoRoomFor() throws Exception {
        var held = submitHeld(Samples.append("s_1", "t_1", "0"));
        var waiting = new ArrayList<CompletableFuture<Commit>>();
        for (int i = 0; i < 10; i++) {
            waiting.add(engine.submit(Batch.of(Samples.append("s_1", "t_1", "x" + i))));
        }
        var tooMany = engine.submit(Batch.of(Samples.append("s_1", "t_1", "y")));
        assertThat(tooMany).isDone();
        assertThat(StoreContract.refusal(tooMany)).isEqualTo(Reason.OVERLOADED);
        faults.release.release();
        held.join();
        waiting.forEach(CompletableFuture::join);
        assertThat(engine.commit(Batch.of()).position()).isEqualTo(11);
    }

    @Test
    void refusesBytesBeyondTheQueuesRoom() {
        var held = submitHeld(Samples.append("s_1", "t_1", "0"));
        var fits = engine.submit(Batch.of(Samples.append("s_1", "t_1", "x".repeat(700_000))));
        assertThat(StoreContract.refusal(engine.submit(Batch.of(Samples.append("s_1", "t_1", "x".repeat(700_000))))))
                .isEqualTo(Reason.OVERLOADED);
        faults.release.release();
        held.join();
        fits.join();
    }

    @Test
    void whenTheAnswerToACommitIsLostTheBatchIsAcknowledgedOnceItIsSeenToBeThere() throws Exception {
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "before")));
        faults.next.set(Fault.LOSE_ANSWER);
        var commit = engine.submit(Batch.of(Samples.append("s_1", "t_1", "lost answer"),
                new Write.PutTurn(Samples.turn("t_1", "s_1", Turn.State.RUNNING))));
        awaitUncertainty();
        assertThat(commit).isNotDone();
        assertThat(StoreContract.refusal(engine.submit(Batch.of(Samples.append("s_1", "t_1", "meanwhile")))))
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(engine.journal().newest()).isEqualTo(1);
        assertThat(engine.rows().turn(Samples.TENANT, "t_1")).isEmpty();
        faults.unreachable = false;
        assertThat(commit.join().position()).isEqualTo(2);
        assertThat(engine.rows().turn(Samples.TENANT, "t_1")).isPresent();
        assertThat(engine.commit(Batch.of(Samples.append("s_1", "t_1", "after"))).position()).isEqualTo(3);
        assertThat(engine.health().up()).isTrue();
        reopen();
        assertThat(engine.journal().after(0, 10)).extracting(found -> found.entry().payload().text("text"))
                .containsExactly(Optional.of("before"), Optional.of("lost answer"), Optional.of("after"));
    }

    @Test
    void whenACommitIsLostTheBatchIsRefusedOnceItIsSeenNotToBeThere() throws Exception {
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "before")));
        faults.next.set(Fault.LOSE_COMMIT);
        var commit = engine.submit(Batch.of(Samples.append("s_1", "t_1", "lost")));
        awaitUncertainty();
        assertThat(engine.health().up()).isFalse();
        faults.unreachable = false;
        assertThat(StoreContract.refusal(commit)).isEqualTo(Reason.UNAVAILABLE);
        assertThat(engine.commit(Batch.of(Samples.append("s_1", "t_1", "after"))).position()).isEqualTo(2);
        reopen();
        assertThat(engine.journal().after(0, 10)).extracting(found -> found.entry().payload().text("text"))
                .containsExactly(Optional.of("before"), Optional.of("after"));
    }

    @Test
    void whatWaitsWhileTheFateOfACommitIsGivenUpIsNotWrittenOverIt() throws Exception {
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "before")));
        faults.next.set(Fault.HOLD_AND_LOSE_ANSWER);
        var lost = engine
                .submit(Batch.of(Samples.append("s_1", "t_1", "lost"), Samples.append("s_1", "t_1", "answer")));
        faults.held.acquireUninterruptibly();
        var next = engine.submit(Batch.of(Samples.append("s_1", "t_1", "next")));
        // the database is back in the very moment in which the gateway no longer waits for it
        var refused = lost.whenComplete((_, _) -> faults.unreachable = false);
        faults.release.release();
        awaitUncertainty();
        engine.close();
        assertThat(StoreContract.refusal(refused)).isEqualTo(Reason.UNAVAILABLE);
        assertThat(StoreContract.refusal(next)).isEqualTo(Reason.UNAVAILABLE);
        open();
        assertThat(engine.commit(Batch.of(Samples.append("s_1", "t_1", "after"))).position()).isEqualTo(4);
        assertThat(engine.journal().after(0, 10)).extracting(found -> found.entry().payload().text("text"))
                .containsExactly(Optional.of("before"), Optional.of("lost"), Optional.of("answer"),
                        Optional.of("after"));
    }

    @Test
    void whereSomebodyElseHasWrittenNothingIsWrittenOverIt() throws Exception {
        engine.commit(Batch.of(Samples.append("s_1", "t_1", "before")));
        try (var other = database().source().getConnection(); var statement = other.createStatement()) {
            statement.executeUpdate("update committed set txn = txn + 1, position = position + 1");
        }
        assertThat(StoreContract.refusal(engine.submit(Batch.of(Samples.append("s_1", "t_1", "over it")))))
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(engine.health().up()).isFalse();
        assertThat(engine.health().message()).contains("another");
    }

    @Test
    void aSurfaceWhoseFirstReplyIsNotCommittedHidesNoOther() throws Exception {
        engine.commit(Batch.of(new Write.PutOutbox(
                Samples.outbox("o_1", "zeta", OutboxItem.State.PENDING, Samples.AT))));
        reopen();
        var commit = submitHeld(new Write.PutOutbox(
                Samples.outbox("o_2", "alpha", OutboxItem.State.PENDING, Samples.AT)));
        assertThat(engine.rows().undeliveredSurfaces()).contains("zeta");
        faults.release.release();
        commit.join();
        assertThat(engine.rows().undeliveredSurfaces()).containsExactly("alpha", "zeta");
    }

    @Test
    void aDatabaseThatIsGoneSaysSoToReadersUntilItIsBack() throws Exception {
        engine.commit(Batch.of(new Write.PutTurn(Samples.turn("t_1", "s_1", Turn.State.RUNNING))));
        reopen();
        faults.unreachable = true;
        assertThatThrownBy(() -> engine.rows().turn(Samples.TENANT, "t_1")).isInstanceOf(UnreadableException.class)
                .hasMessageContaining("nobody answers");
        faults.unreachable = false;
        assertThat(engine.rows().turn(Samples.TENANT, "t_1")).isPresent();
    }

    @Test
    void aReadThatGetsNoAnswerDoesNotKeepTheStoreFromClosing() throws Exception {
        faults.silent = true;
        var read = CompletableFuture.supplyAsync(() -> engine.rows().turn(Samples.TENANT, "t_1"),
                Thread::startVirtualThread);
        faults.held.acquireUninterruptibly();
        engine.close();
        faults.silent = false;
        faults.release.release();
        assertThat(read.handle((_, _) -> true).join()).isTrue();
    }

    private void awaitUncertainty() throws InterruptedException {
        for (long end = System.nanoTime() + Duration.ofSeconds(60).toNanos(); engine.health().up();) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void aBatchThatTheDatabaseRefusesTakesNoOthersWithIt() throws Exception {
        var held = submitHeld(Samples.append("s_1", "t_1", "0"));
        var good = engine.submit(Batch.of(Samples.append("s_1", "t_1", "1")));
        var bad = engine.submit(Batch.of(Samples.append("s_1", FaultySource.POISON, "2"),
                new Write.PutTurn(Samples.turn("t_9", "s_1", Turn.State.RUNNING))));
        var alsoGood = engine.submit(Batch.of(Samples.append("s_1", "t_1", "3")));
        faults.release.release();
        held.join();
        good.join();
        assertThat(StoreContract.refusal(bad)).isEqualTo(Reason.UNAVAILABLE);
        assertThat(alsoGood.join().position()).isEqualTo(3);
        assertThat(engine.rows().turn(Samples.TENANT, "t_9")).isEmpty();
        assertThat(engine.health().up()).isTrue();
    }
}
