// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.postern.approvals.internal.ApprovalsDecide.Word;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.approval.Holds;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.store.internal.FailingStore;
import dev.postern.store.internal.NoMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds from the first beat to their end, on the real store. */
class HoldTest {
    @TempDir
    Path home;
    private final Connections connections = new Connections();
    private Kept kept;
    private HoldKeeper keeper;
    private ApprovalsHold hold;

    @BeforeEach
    void open() {
        kept = new Kept(home);
        kept.mode = Approval.Mode.HOLD;
        keep(Duration.ofMinutes(5));
    }

    private void keep(Duration gap) {
        keeper = new HoldKeeper(kept.store.store(), kept.store.rows(), connections, new NoMetrics(), gap,
                HoldKeeper.LOOK_AGAIN);
        hold = new ApprovalsHold(kept.store.rows(), keeper);
    }

    @AfterEach
    void close() throws Exception {
        keeper.close();
        kept.close();
    }

    @Test
    void beginsWithTheFirstBeatAndLastsWhileTheCallRuns() throws Exception {
        var asked = kept.waits("1", "t_1");
        var first = beat(Asker.OPERATOR, asked);
        assertThat(first.state()).isEqualTo(State.HELD);
        assertThat(first.callState()).contains(Call.State.WAITING_APPROVAL);
        assertThat(held(asked).by()).isEqualTo("op");
        assertThat(keeper.find("other", asked.id())).as("another tenant's").isEmpty();
        kept.starts(asked);
        var second = beat(Asker.OPERATOR, asked);
        assertThat(second.state()).isEqualTo(State.CONSUMED);
        assertThat(second.callState()).contains(Call.State.RUNNING);
        kept.finishes(asked);
        assertThat(beat(Asker.OPERATOR, asked).callState()).contains(Call.State.FINISHED);
        assertThat(keeper.find("default", asked.id())).isEmpty();
        assertThat(connections.isWatched("n_op")).isFalse();
        assertThat(kept.decisions(asked)).containsExactly("held");
    }

    @Test
    void endsWhenNoBeatComesAndNotBefore() throws Exception {
        keeper.close();
        // longer than what is used, so that the second beat comes in time on a busy machine too
        var gap = HoldKeeper.GAP.multipliedBy(4);
        keep(gap);
        var asked = kept.waits("1");
        beat(Asker.OPERATOR, asked);
        kept.starts(asked);
        long before = System.nanoTime();
        beat(Asker.OPERATOR, asked);
        assertThat(end(asked).get(1, TimeUnit.MINUTES)).isEqualTo("no beat came for 1,500 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(gap);
        assertThat(kept.state(asked)).as("what has started is the runner's to stop").isEqualTo(State.CONSUMED);
        assertThat(Kept.refusal(() -> beat(Asker.OPERATOR, asked)).getMessage()).contains("is consumed already");
    }

    @Test
    void allowsTheGapThatTheProtocolPromises() throws Exception {
        keeper.close();
        keeper = new HoldKeeper(kept.store.store(), kept.store.rows(), connections, new NoMetrics());
        assertThat(keeper.gap()).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void isOneConnectionsOfOnePrincipal() throws Exception {
        var asked = kept.waits("1");
        beat(Asker.OPERATOR, asked);
        for (var other : List.of(Asker.OTHER, Asker.OPERATOR.over("n_2"), Asker.OTHER.over("n_op"))) {
            var refused = Kept.refusal(() -> beat(other, asked));
            assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(refused.getMessage()).isEqualTo("somebody else holds the approval a_1");
            release(other, asked);
            assertThat(kept.state(asked)).as("nobody lets go of what another holds").isEqualTo(State.HELD);
            assertThat(held(asked).reason()).isEmpty();
        }
    }

    @Test
    void whatIsLetGoBeforeItStartedIsGone() throws Exception {
        var asked = kept.waits("1");
        beat(Asker.OPERATOR, asked);
        var end = end(asked);
        release(Asker.OPERATOR, asked);
        assertThat(end.get(1, TimeUnit.MINUTES)).isEqualTo("it was let go");
        kept.awaitState(asked, State.SUPERSEDED);
        assertThat(kept.reason(asked)).isEqualTo("it was let go");
        assertThat(kept.decisions(asked)).containsExactly("held", "superseded");
        assertThat(Kept.refusal(() -> beat(Asker.OPERATOR, asked)).code()).isEqualTo(ErrorCode.SUPERSEDED);
    }

    @Test
    void endsWithItsConnection() throws Exception {
        var asked = kept.waits("1");
        beat(Asker.OPERATOR, asked);
        kept.starts(asked);
        var end = end(asked);
        connections.close("n_op");
        assertThat(end.get(1, TimeUnit.MINUTES)).isEqualTo("the connection of whoever held is gone");
        // told too when it has ended before anybody listened
        var second = kept.waits("2");
        beat(Asker.OPERATOR, second);
        var hold = held(second);
        connections.close("n_op");
        var told = new CompletableFuture<String>();
        hold.onEnd(() -> told.complete(hold.reason()));
        assertThat(told).isCompletedWithValue("the connection of whoever held is gone");
        kept.awaitState(second, State.SUPERSEDED);
    }

    @Test
    void isOverOnRecordOnceTheStoreAnswersAgain() throws Exception {
        var asked = kept.waits("1");
        keeper.close();
        var store = new FailingStore(kept.store.store());
        keeper = new HoldKeeper(store, kept.store.rows(), connections, new NoMetrics(), Duration.ofMinutes(5),
                Duration.ofMillis(20));
        hold = new ApprovalsHold(kept.store.rows(), keeper);
        beat(Asker.OPERATOR, asked);
        store.fails(true);
        release(Asker.OPERATOR, asked);
        Kept.await(() -> store.failures() > 1);
        assertThat(kept.state(asked)).isEqualTo(State.HELD);
        assertThat(keeper.find("default", asked.id())).as("nothing begins by it meanwhile").isEmpty();
        store.fails(false);
        kept.awaitState(asked, State.SUPERSEDED);
        assertThat(kept.reason(asked)).isEqualTo("it was let go");
    }

    @Test
    void endsWithTheGateway() throws Exception {
        var asked = kept.waits("1");
        beat(Asker.OPERATOR, asked);
        var end = end(asked);
        keeper.close();
        assertThat(end.get(1, TimeUnit.MINUTES)).isEqualTo("the gateway stops");
        kept.awaitState(asked, State.SUPERSEDED);
    }

    @Test
    void tellsWhoeverBeatsThatWhatHeHoldsIsGone() throws Exception {
        var asked = kept.waits("1");
        beat(Asker.OPERATOR, asked);
        var end = end(asked);
        var moves = new Moves(kept.store.store(), Clock.systemUTC());
        moves.move(List.of(kept.approval(asked)), State.SUPERSEDED, moves.byItself("other rules are in force"),
                List.of());
        assertThat(Kept.refusal(() -> beat(Asker.OPERATOR, asked)).code()).isEqualTo(ErrorCode.SUPERSEDED);
        assertThat(end).isCompleted();
    }

    @Test
    void holdsNothingThatIsGivenDecidedExpiredOrOnesOwn() throws Exception {
        var own = kept.waits("1");
        var asker = Asker.of(Kept.ASKED_BY, "default", "approvals:decide");
        assertThat(Kept.refusal(() -> beat(asker, own)).code()).isEqualTo(ErrorCode.FORBIDDEN);
        beat(Asker.of(Kept.ASKED_BY, "default", "approvals:*"), own);

        var denied = kept.waits("2");
        new ApprovalsDecide(kept.store.store(), kept.store.rows()).handle(new ApprovalsDecide.Params("a_2", Word.DENY,
                Optional.empty(), List.of(), Optional.empty()), Asker.OTHER);
        var refused = Kept.refusal(() -> beat(Asker.OPERATOR, denied));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(refused.details().getFirst().text("by")).contains("op_2");

        kept.expiresAt = Kept.now().minusMillis(1);
        var late = kept.waits("3");
        assertThat(Kept.refusal(() -> beat(Asker.OPERATOR, late)).getMessage()).contains("is expired already");

        kept.mode = Approval.Mode.CONFIRM;
        kept.expiresAt = Kept.now().plusSeconds(3_600);
        var given = kept.waits("4");
        assertThat(Kept.refusal(() -> beat(Asker.OPERATOR, given)).getMessage()).contains("approvals.decide");

        var stranger = Kept.refusal(() -> beat(Asker.of("x", "default", "approvals:*"), own));
        assertThat(stranger.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(stranger.getMessage()).isEqualTo("there is no approval a_1");
        assertThat(List.of(kept.state(late), kept.state(given))).containsOnly(State.PENDING);
    }

    private Holds.Hold held(Approval asked) {
        return keeper.find("default", asked.id()).orElseThrow();
    }

    /** Why it ended, once it has. */
    private CompletableFuture<String> end(Approval asked) {
        var hold = held(asked);
        var end = new CompletableFuture<String>();
        hold.onEnd(() -> end.complete(hold.reason()));
        return end;
    }

    private ApprovalsHold.Result beat(Asker who, Approval asked) throws WireException {
        return hold.handle(new ApprovalsHold.Params(asked.id(), false), who);
    }

    private void release(Asker who, Approval asked) throws WireException {
        hold.handle(new ApprovalsHold.Params(asked.id(), true), who);
    }
}
