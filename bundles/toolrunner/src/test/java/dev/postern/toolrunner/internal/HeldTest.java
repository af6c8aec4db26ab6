// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that runs only while somebody holds, and what becomes of a word when a call began by it. */
class HeldTest {
    @TempDir
    Path folder;

    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final CountDownLatch began = new CountDownLatch(1);
    private final Hand hand = new Hand();
    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        fixture.runner.holds = hand;
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void runs(String name, boolean idempotent, Risk risk) {
        fixture.add(TestTool.of(name, (input, _) -> {
            ran.incrementAndGet();
            return input;
        }).risk(risk, idempotent));
    }

    private void blocks(String name) {
        fixture.add(TestTool.of(name, (input, _) -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                interrupted.set(true);
                throw stopped;
            }
            return input;
        }).risk(Risk.HIGH, false));
    }

    @Test
    void runsWhileSomebodyHolds() throws Exception {
        runs("disk.wipe", false, Risk.HIGH);
        var request = fixture.request("disk.wipe", JsonObject.EMPTY);
        var asked = waits(request);
        assertThat(asked.mode()).isEqualTo(Approval.Mode.HOLD);
        hold(asked);
        assertThat(fixture.run(fixture.waiting(request))).isInstanceOf(CallOutcome.Returned.class);
        assertThat(approval(asked).state()).isEqualTo(State.CONSUMED);
        assertThat(hand.listening).as("whoever holds is not told of what has ended").isNull();
    }

    @Test
    void endsWithTheHold() throws Exception {
        blocks("disk.wipe");
        var request = fixture.request("disk.wipe", JsonObject.EMPTY);
        hold(waits(request));
        var call = fixture.start(fixture.waiting(request));
        assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
        hand.letGo();
        var failed = (CallOutcome.Failed) call.get(30, TimeUnit.SECONDS);
        assertThat(failed.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(failed.message()).isEqualTo("the call was cancelled: the hold ended, it was let go");
        assertThat(interrupted).isTrue();
        assertThat(call("c_1").state()).isEqualTo(Call.State.CANCELLED);
    }

    @Test
    void isAskedForAgainWhenTheHoldEndedBeforeItBegan() throws Exception {
        runs("disk.wipe", false, Risk.HIGH);
        var request = fixture.request("disk.wipe", JsonObject.EMPTY);
        var asked = waits(request);
        hold(asked);
        hand.letGo();
        var again = waits(fixture.waiting(request));
        assertThat(approval(asked).state()).isEqualTo(State.SUPERSEDED);
        assertThat(approval(asked).decision().orElseThrow().reason()).contains("hold ended");
        hold(again);
        fixture.runner.holds = null;
        waits(fixture.waiting(request));
        assertThat(ran).hasValue(0);
    }

    @Test
    void neverRunsHeldByAWordThatOnlyConfirms() throws Exception {
        runs("disk.wipe", false, Risk.HIGH);
        var request = fixture.request("disk.wipe", JsonObject.EMPTY);
        var asked = waits(request);
        move(asked, State.APPROVED);
        assertThat(waits(fixture.waiting(request)).id()).isNotEqualTo(asked.id());
        assertThat(ran).hasValue(0);
    }

    @Test
    void aConfirmedCallThatACrashCutOffGoesOnByTheSameWordWhenThatDoesNoHarm() throws Exception {
        runs("mail.send", true, Risk.MEDIUM);
        var request = begun("mail.send", State.APPROVED);
        assertThat(fixture.run(fixture.previously(request, CallRequest.Previously.STARTED)))
                .isInstanceOf(CallOutcome.Returned.class);
        assertThat(ran).hasValue(2);
        assertThat(call("c_1").attempt()).isEqualTo(2);
        assertThat(call("c_1").approval()).isPresent();
    }

    @Test
    void aConfirmedCallThatACrashCutOffStandsInDoubtWhenARepeatMayDoHarm() throws Exception {
        runs("mail.send", false, Risk.MEDIUM);
        var request = begun("mail.send", State.APPROVED);
        assertThat(fixture.run(fixture.previously(request, CallRequest.Previously.STARTED)))
                .isInstanceOf(CallOutcome.InDoubt.class);
        assertThat(ran).hasValue(1);
    }

    @Test
    void aHeldCallThatACrashCutOffIsAskedForAgain() throws Exception {
        runs("disk.wipe", true, Risk.HIGH);
        var request = begun("disk.wipe", State.HELD);
        var again = waits(fixture.previously(request, CallRequest.Previously.STARTED));
        assertThat(again.mode()).isEqualTo(Approval.Mode.HOLD);
        assertThat(ran).hasValue(1);
        hold(again);
        assertThat(fixture.run(fixture.waiting(request))).isInstanceOf(CallOutcome.Returned.class);
        assertThat(call("c_1").attempt()).isEqualTo(2);
    }

    @Test
    void aConfirmedCallThatBeganUnderOtherRulesIsAskedForAgain() throws Exception {
        runs("mail.send", true, Risk.MEDIUM);
        var request = begun("mail.send", State.APPROVED);
        fixture.policy().change();
        waits(fixture.previously(request, CallRequest.Previously.STARTED));
        assertThat(ran).hasValue(1);
    }

    @Test
    void aConfirmedCallWhoseWordHasExpiredIsAskedForAgain() throws Exception {
        runs("mail.send", true, Risk.MEDIUM);
        fixture.modify(Map.of("approval_expiry_seconds", 6));
        var request = begun("mail.send", State.APPROVED);
        var word = fixture.rows().approval("default", call("c_1").approval().orElseThrow()).orElseThrow();
        Fixture.await(() -> Instant.now().isAfter(word.expiresAt()));
        waits(fixture.previously(request, CallRequest.Previously.STARTED));
        assertThat(ran).hasValue(1);
    }

    @Test
    void aRetryIsAskedForAnew() throws Exception {
        runs("mail.send", false, Risk.MEDIUM);
        var request = begun("mail.send", State.APPROVED);
        stands(Call.State.REQUESTED);
        var again = waits(fixture.previously(request, CallRequest.Previously.RETRIED));
        assertThat(ran).hasValue(1);
        move(again, State.APPROVED);
        assertThat(fixture.run(fixture.waiting(request))).isInstanceOf(CallOutcome.Returned.class);
        assertThat(ran).hasValue(2);
        assertThat(call("c_1").attempt()).isEqualTo(2);
    }

    @Test
    void aRetryForWhoCountsNoMoreIsNotMade() throws Exception {
        runs("mail.send", false, Risk.MEDIUM);
        var request = begun("mail.send", State.APPROVED);
        stands(Call.State.REQUESTED);
        fixture.policy().decide(Effect.ALLOW);
        fixture.runner.authenticator = new Authenticator() {
            @Override
            public Optional<Principal> authenticate(String token) {
                return Optional.empty();
            }

            @Override
            public boolean current(Principal principal) {
                return false;
            }
        };
        assertThat(fixture.fail(fixture.previously(request, CallRequest.Previously.RETRIED)).code())
                .isEqualTo(ErrorCode.DENIED);
        assertThat(ran).hasValue(1);
    }

    @Test
    void aWordIsBoundToItsSession() {
        assertThat(in("s_1").digest()).isEqualTo(in("s_1").digest()).isNotEqualTo(in("s_2").digest());
    }

    private static Binding in(String session) {
        return new Binding(Approval.Mode.CONFIRM, "arguments", "mail.send", "1.0.0", "bundle", "schemas", 1, "tok_1",
                session);
    }

    /** One that ran, and whose row stands as after a crash meanwhile. */
    private CallRequest begun(String tool, State word) throws Exception {
        var request = fixture.request(tool, JsonObject.EMPTY);
        var asked = waits(request);
        if (word == State.HELD) {
            hold(asked);
        } else {
            move(asked, word);
        }
        fixture.run(fixture.waiting(request));
        stands(Call.State.RUNNING);
        return request;
    }

    private void stands(Call.State state) throws Exception {
        fixture.journal().commit(Batch.of(new Write.PutCall(
                call("c_1").now(state, Optional.empty(), Optional.empty()))));
    }

    private Approval waits(CallRequest request) throws Exception {
        return ((CallOutcome.Waiting) fixture.run(request)).approval();
    }

    private void hold(Approval asked) throws Exception {
        hand.take(asked.id());
        move(asked, State.HELD);
    }

    private void move(Approval asked, State then) throws Exception {
        fixture.journal().commit(new Batch(ApprovalRecords.decided(asked, then,
                new Approval.Decision("k_operator", Instant.parse("2026-11-22T10:00:00Z"), ""))));
    }

    private Approval approval(Approval asked) {
        return fixture.rows().approval("default", asked.id()).orElseThrow();
    }

    private Call call(String id) {
        return fixture.rows().call("default", id).orElseThrow();
    }
}
