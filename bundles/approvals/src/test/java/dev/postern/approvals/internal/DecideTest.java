// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.postern.approvals.internal.ApprovalsDecide.Standing;
import dev.postern.approvals.internal.ApprovalsDecide.Word;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People's words, on the real store. */
class DecideTest {
    @TempDir
    Path home;
    private Kept kept;
    private ApprovalsDecide decide;

    @BeforeEach
    void open() {
        kept = new Kept(home);
        decide = new ApprovalsDecide(kept.store.store(), kept.store.rows());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void approvesOnceAndTellsWhoeverComesLaterWhatWasSaid() throws Exception {
        var asked = kept.waits("1", "t_1");
        var result = say(Asker.OPERATOR, asked, Word.APPROVE);
        assertThat(result.approval().state()).isEqualTo(State.APPROVED);
        assertThat(kept.approval(asked).decision()).hasValueSatisfying(decision -> {
            assertThat(decision.by()).isEqualTo("op");
            assertThat(decision.reason()).isEqualTo("because");
        });
        assertThat(ApprovalView.of(kept.approval(asked))).isEqualTo(result.approval());
        var late = Kept.refusal(() -> say(Asker.OTHER, asked, Word.DENY));
        assertThat(late.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(late.details()).singleElement().satisfies(first -> {
            assertThat(first.text("state")).contains("approved");
            assertThat(first.text("by")).contains("op");
            assertThat(first.text("reason")).contains("because");
        });
        assertThat(kept.decisions(asked)).containsExactly("approved");
    }

    @Test
    void deniesWhatIsConfirmedAndWhatIsHeld() throws Exception {
        var asked = kept.waits("1");
        say(Asker.OPERATOR, asked, Word.DENY);
        kept.mode = Approval.Mode.HOLD;
        var held = kept.waits("2");
        say(Asker.OPERATOR, held, Word.DENY);
        assertThat(List.of(kept.state(asked), kept.state(held))).containsOnly(State.DENIED);
        assertThat(Kept.refusal(() -> say(Asker.OPERATOR, asked, Word.APPROVE)).getMessage())
                .contains("is denied already");
    }

    @Test
    void nobodyApprovesHisOwnCallWithoutTheScopeForIt() throws Exception {
        var asked = kept.waits("1");
        var refused = Kept.refusal(() -> say(asker("approvals:decide"), asked, Word.APPROVE));
        assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refused.getMessage()).contains("approvals:own");
        assertThat(kept.state(asked)).isEqualTo(State.PENDING);
        say(asker("approvals:decide", "approvals:own"), asked, Word.APPROVE);
        assertThat(kept.state(asked)).isEqualTo(State.APPROVED);
        // to refuse it is to take it back
        var second = kept.waits("2");
        say(asker("approvals:decide"), second, Word.DENY);
        assertThat(kept.state(second)).isEqualTo(State.DENIED);
    }

    @Test
    void decidesTheCallsOfOneStepTogetherOrNone() throws Exception {
        var one = kept.waits("1", "t_1");
        var two = kept.waits("2", "t_1");
        var three = kept.waits("3", "t_1");
        var result = say(Asker.OPERATOR, one, Word.APPROVE, two, one);
        assertThat(result.also()).extracting(ApprovalView::id).containsExactly("a_2");
        assertThat(List.of(kept.state(one), kept.state(two))).containsOnly(State.APPROVED);
        // one of them is decided
        assertThat(Kept.refusal(() -> say(Asker.OPERATOR, three, Word.DENY, two)).code())
                .isEqualTo(ErrorCode.CONFLICT);
        // and one is of another turn, or of none
        var elsewhere = kept.waits("4", "t_2");
        var direct = kept.waits("5");
        for (var other : List.of(elsewhere, direct)) {
            assertThat(Kept.refusal(() -> say(Asker.OPERATOR, three, Word.DENY, other)).getMessage())
                    .contains(other.id() + " is not of the same step as a_3");
        }
        assertThat(Kept.refusal(() -> say(Asker.OPERATOR, direct, Word.DENY, kept.waits("6"))).code())
                .isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(List.of(kept.state(three), kept.state(elsewhere), kept.state(direct))).containsOnly(State.PENDING);
    }

    @Test
    void whatIsHeldCannotBeGiven() throws Exception {
        kept.mode = Approval.Mode.HOLD;
        var asked = kept.waits("1");
        var refused = Kept.refusal(() -> say(Asker.OPERATOR, asked, Word.APPROVE));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(refused.getMessage()).contains("approvals.hold");
        assertThat(kept.state(asked)).isEqualTo(State.PENDING);
    }

    @Test
    void nothingIsSaidOfWhatExpiredOrIsGone() throws Exception {
        kept.expiresAt = Kept.now().minusMillis(1);
        var late = kept.waits("1");
        assertThat(Kept.refusal(() -> say(Asker.OPERATOR, late, Word.APPROVE)).getMessage())
                .isEqualTo("the approval a_1 is expired already");
        assertThat(kept.state(late)).as("its end is the caretaker's").isEqualTo(State.PENDING);
        kept.expiresAt = Kept.now().plusSeconds(3_600);
        var gone = kept.waits("2");
        var moves = new Moves(kept.store.store(), Clock.systemUTC());
        moves.move(List.of(gone), State.SUPERSEDED, moves.byItself("other rules are in force"), List.of());
        var refused = Kept.refusal(() -> say(Asker.OPERATOR, gone, Word.APPROVE));
        assertThat(refused.code()).isEqualTo(ErrorCode.SUPERSEDED);
        assertThat(refused.details().getFirst().text("reason")).contains("other rules are in force");
    }

    @Test
    void othersApprovalsAreAsAbsentAsThoseThatNeverWere() throws Exception {
        var asked = kept.waits("1");
        var never = Kept.refusal(() -> decide.handle(params("a_9", Word.APPROVE, List.of()), Asker.OPERATOR));
        assertThat(never.getMessage()).isEqualTo("there is no approval a_9");
        var get = new ApprovalsGet(kept.store.rows());
        var list = new ApprovalsList(kept.store.rows());
        var page = new ApprovalsList.Params(Optional.empty(), 100, Optional.empty());
        for (var stranger : List.of(Asker.of("op", "other", "*"), Asker.of("x", "default", "approvals:*"))) {
            var refused = Kept.refusal(() -> say(stranger, asked, Word.APPROVE));
            assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(refused.getMessage()).isEqualTo("there is no approval a_1");
            assertThat(Kept.refusal(() -> get.handle(new ApprovalsGet.Params("a_1"), stranger)).getMessage())
                    .isEqualTo(refused.getMessage());
            assertThat(list.handle(page, stranger).approvals()).isEmpty();
        }
        assertThat(list.handle(page, Asker.OPERATOR).approvals()).extracting(ApprovalView::id).containsExactly("a_1");
        assertThat(list.handle(page, asker("approvals:read")).approvals()).hasSize(1);
        assertThat(kept.state(asked)).isEqualTo(State.PENDING);
    }

    @Test
    void listsWhatIsOpenByPageAndBySession() throws Exception {
        for (int i = 1; i <= 5; i++) {
            kept.waits(Integer.toString(i));
        }
        say(Asker.OPERATOR, "a_2", Word.DENY);
        say(Asker.OPERATOR, "a_3", Word.APPROVE);
        var list = new ApprovalsList(kept.store.rows());
        var seen = new ArrayList<String>();
        var next = Optional.<String>empty();
        do {
            var page = list.handle(new ApprovalsList.Params(Optional.of("s_1"), 2, next), Asker.OPERATOR);
            page.approvals().forEach(view -> seen.add(view.id()));
            next = page.next();
        } while (next.isPresent());
        assertThat(seen).containsExactly("a_1", "a_3", "a_4", "a_5");
        assertThat(list.handle(new ApprovalsList.Params(Optional.of("s_2"), 2, next), Asker.OPERATOR).approvals())
                .isEmpty();
    }

    @Test
    void aStandingGrantNeedsItsScopeAndItsKeeperAndOneApproval() throws Exception {
        var asked = kept.waits("1", "t_1");
        var two = kept.waits("2", "t_1");
        var grant = Optional.of(new Standing(3_600, false));
        assertThat(Kept.refusal(() -> decide.handle(new ApprovalsDecide.Params("a_1", Word.DENY, Optional.empty(),
                List.of(), grant), Asker.OPERATOR)).code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(Kept.refusal(() -> decide.handle(new ApprovalsDecide.Params("a_1", Word.APPROVE, Optional.empty(),
                List.of(two.id()), grant), Asker.OPERATOR)).code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        var params = new ApprovalsDecide.Params("a_1", Word.APPROVE, Optional.empty(), List.of(), grant);
        assertThat(Kept.refusal(() -> decide.handle(params, Asker.of("x", "default", "approvals:*", "sessions:*")))
                .getMessage()).contains("policy:write");
        assertThat(Kept.refusal(() -> decide.handle(params, Asker.OPERATOR)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(kept.state(asked)).isEqualTo(State.PENDING);
    }

    @Test
    void oneOfTwoAtOnceWins() throws Exception {
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                var asked = kept.waits(Integer.toString(i));
                var go = new CountDownLatch(1);
                var one = both.submit(() -> {
                    go.await();
                    return say(Asker.OPERATOR, asked, Word.APPROVE).approval().state();
                });
                var other = both.submit(() -> {
                    go.await();
                    return say(Asker.OTHER, asked, Word.DENY).approval().state();
                });
                go.countDown();
                var won = List.of(outcome(one), outcome(other));
                assertThat(won).as(won.toString()).filteredOn(State.class::isInstance)
                        .containsExactly(kept.state(asked));
                assertThat(won).filteredOn(WireException.class::isInstance).singleElement()
                        .satisfies(lost -> assertThat(((WireException) lost).details().getFirst().text("state"))
                                .contains(kept.decisions(asked).getFirst()));
                assertThat(kept.decisions(asked)).hasSize(1);
            }
        }
    }

    private static Object outcome(Future<State> said) throws Exception {
        try {
            return said.get();
        } catch (ExecutionException refused) {
            return Objects.requireNonNull(refused.getCause());
        }
    }

    private static Asker asker(String... scopes) {
        return Asker.of(Kept.ASKED_BY, "default", scopes);
    }

    private ApprovalsDecide.Result say(Asker who, Approval asked, Word word, Approval... also) throws WireException {
        return decide.handle(params(asked.id(), word, List.of(also).stream().map(Approval::id).toList()), who);
    }

    private void say(Asker who, String id, Word word) throws WireException {
        decide.handle(params(id, word, List.of()), who);
    }

    private static ApprovalsDecide.Params params(String id, Word word, List<String> also) {
        return new ApprovalsDecide.Params(id, word, Optional.of("because"), also, Optional.empty());
    }
}
