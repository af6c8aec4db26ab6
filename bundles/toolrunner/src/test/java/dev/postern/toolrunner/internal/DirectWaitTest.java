// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.hash.Sha256;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.Redactor;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import dev.postern.store.internal.FailingStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call outside any turn that waits for a person's word: nobody stays to hear its output, and it runs all the same. */
class DirectWaitTest {
    private static final JsonObject INPUT = JsonObject.builder().put("to", "alice").put("pin", "4711-canary").build();

    @TempDir
    Path folder;

    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicReference<JsonObject> got = new AtomicReference<>(JsonObject.EMPTY);
    private Fixture fixture;
    private ToolsInvoke invoke;
    private WaitingCalls waiting;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        fixture.add(tool());
        invoke = fixture.toolsInvoke();
        start();
    }

    private void start() {
        waiting = new WaitingCalls(fixture.journal(), fixture.rows(), fixture.database().journal(), fixture.runner,
                fixture.recovery(),
                fixture.registry, new StrictJson(), Sha256::hex, new Entrance());
    }

    @AfterEach
    void close() throws Exception {
        waiting.close();
        invoke.deactivate();
        fixture.close();
    }

    private TestTool tool() {
        return TestTool.of("mail.send", (input, _) -> {
            ran.incrementAndGet();
            got.set(input);
            return JsonObject.of("sent", "yes");
        }).risk(Risk.MEDIUM, false).redact("/input/pin");
    }

    @Test
    void isAnsweredWithWhatItWaitsFor() throws Exception {
        var refused = refused(Asked.by(Fixture.CLIENT));
        assertThat(refused.code()).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        assertThat(refused.retryable()).isFalse();
        assertThat(refused.details()).hasSize(1);
        var detail = refused.details().getFirst();
        assertThat(detail.members()).containsOnlyKeys("approval", "call", "mode", "expiresAt");
        assertThat(detail.text("mode")).contains("confirm");
        assertThat(detail.text("expiresAt").orElseThrow())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        var asked = approval(detail.text("approval").orElseThrow());
        assertThat(asked.call()).isEqualTo(detail.text("call").orElseThrow());
        assertThat(asked.step()).isZero();
        assertThat(asked.input().text("pin")).contains(Redactor.REDACTED);
        assertThat(asked.request().orElseThrow().toString()).as("what is kept is sealed")
                .doesNotContain("4711-canary", "mail.send");
        assertThat(view(asked.call()).approval()).contains(asked.id());
        assertThat(view(asked.call()).state()).isEqualTo(Call.State.WAITING_APPROVAL);
        assertThat(fixture.rows().openDirectCalls()).extracting(Call::id).containsExactly(asked.call());
    }

    @Test
    void runsOnceItIsApprovedWithAllThatWasAskedFor() throws Exception {
        var asked = asks(Asked.by(Fixture.CLIENT));
        decide(asked, State.APPROVED);
        Fixture.await(() -> call(asked).state() == Call.State.FINISHED);
        assertThat(got.get()).isEqualTo(INPUT);
        assertThat(view(asked.call()).output()).contains(JsonObject.of("sent", "yes"));
        assertThat(approval(asked.id()).state()).isEqualTo(State.CONSUMED);
        assertThat(approval(asked.id()).request()).as("nothing is kept that nobody needs").isEmpty();
        assertThat(said()).doesNotContain("4711-canary");
        assertThat(ran).hasValue(1);
    }

    @Test
    void endsWithARefusal() throws Exception {
        var asked = asks(Asked.by(Fixture.CLIENT));
        decide(asked, State.DENIED);
        Fixture.await(() -> call(asked).state() == Call.State.DENIED);
        assertThat(call(asked).error().orElseThrow().message()).contains("k_operator");
        assertThat(approval(asked.id()).request()).isEmpty();
        assertThat(types()).endsWith(RecordType.APPROVAL_DECIDED, RecordType.TOOL_FINISHED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void endsWhenNobodyDecides() throws Exception {
        var asked = asks(Asked.by(Fixture.CLIENT));
        decide(asked, State.EXPIRED);
        Fixture.await(() -> call(asked).state() == Call.State.DENIED);
        assertThat(call(asked).error().orElseThrow().message()).contains("expired");
    }

    @Test
    void runsAfterARestartWithWhatWasDecidedMeanwhile() throws Exception {
        var first = asks(Asked.by(Fixture.CLIENT));
        var second = asks(Asked.by(Fixture.CLIENT));
        var third = asks(Asked.by(Fixture.CLIENT));
        waiting.close();
        decide(first, State.APPROVED);
        decide(second, State.DENIED);
        start();
        Fixture.await(() -> call(first).state() == Call.State.FINISHED && call(second).state() == Call.State.DENIED);
        assertThat(call(third).state()).isEqualTo(Call.State.WAITING_APPROVAL);
        decide(third, State.APPROVED);
        Fixture.await(() -> call(third).state() == Call.State.FINISHED);
        assertThat(ran).hasValue(2);
    }

    @Test
    void waitsForItsToolAfterARestart() throws Exception {
        var registration = fixture.add(TestTool.of("mail.late", (input, _) -> input).risk(Risk.MEDIUM, false));
        var asked = asks("mail.late", Asked.by(Fixture.CLIENT));
        waiting.close();
        registration.unregister();
        decide(asked, State.APPROVED);
        start();
        fixture.add(TestTool.of("mail.late", (input, _) -> input).risk(Risk.MEDIUM, false));
        // another bundle's bytes would be asked for again; these are the same
        Fixture.await(() -> call(asked).state() == Call.State.FINISHED);
    }

    @Test
    void isAskedForAgainWhenWhatItWasGivenForIsGone() throws Exception {
        var asked = asks(Asked.by(Fixture.CLIENT));
        fixture.add(tool().version("1.1.0"));
        // as whoever watches the plugins does
        decide(asked, State.SUPERSEDED);
        Fixture.await(() -> !call(asked).approval().equals(Optional.of(asked.id())));
        var again = approval(call(asked).approval().orElseThrow());
        assertThat(again.version()).isEqualTo("1.1.0");
        assertThat(approval(asked.id()).request()).isEmpty();
        decide(again, State.APPROVED);
        Fixture.await(() -> call(asked).state() == Call.State.FINISHED);
        assertThat(got.get()).isEqualTo(INPUT);
        assertThat(ran).hasValue(1);
    }

    @Test
    void theSameKeyGetsTheSameAnswerWhileItWaitsAndTheOutcomeOnceThereIsOne() throws Exception {
        var asked = asks(Asked.with("key-1"));
        assertThat(asks(Asked.with("key-1"))).isEqualTo(asked);
        assertThat(types().stream().filter(RecordType.APPROVAL_REQUESTED::equals)).hasSize(1);
        decide(asked, State.APPROVED);
        // its row a moment before
        Fixture.await(() -> call(asked).state() == Call.State.FINISHED
                && fixture.runner.principal(asked.tenant(), asked.call()).isEmpty());
        var result = invoke.handle(params("mail.send"), Asked.with("key-1"));
        assertThat(result.output()).contains(JsonObject.of("sent", "yes"));
        assertThat(ran).hasValue(1);
    }

    @Test
    void theSameKeyInAnotherSessionIsAnotherCall() throws Exception {
        var asked = asks(Asked.with("key-1"));
        var own = new ToolsInvoke.Params("mail.send", Optional.empty(), INPUT, Optional.of(asked.session()), false);
        assertThatThrownBy(() -> invoke.handle(own, Asked.with("key-1"))).isInstanceOfSatisfying(WireException.class,
                same -> assertThat(same.details().getFirst().text("approval")).contains(asked.id()));
        var other = new ToolsInvoke.Params("mail.send", Optional.empty(), INPUT, Optional.of("s_other"), false);
        assertThatThrownBy(() -> invoke.handle(other, Asked.with("key-1"))).isInstanceOfSatisfying(
                WireException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT));
    }

    @Test
    void runsOnceTheStoreAnswersAgain() throws Exception {
        waiting.close();
        var store = new FailingStore(fixture.journal());
        waiting = new WaitingCalls(store, fixture.rows(), fixture.database().journal(), fixture.runner,
                fixture.recovery(),
                fixture.registry, new StrictJson(), Sha256::hex, new Entrance(), Duration.ofMillis(20));
        var asked = asks(Asked.by(Fixture.CLIENT));
        store.fails(true);
        decide(asked, State.APPROVED);
        Fixture.await(() -> store.failures() > 1);
        assertThat(call(asked).state()).isEqualTo(Call.State.WAITING_APPROVAL);
        assertThat(ran).hasValue(0);
        store.fails(false);
        Fixture.await(() -> call(asked).state() == Call.State.FINISHED);
        assertThat(ran).hasValue(1);
    }

    @Test
    void canBeCancelledWhileItWaits() throws Exception {
        var asked = asks(Asked.by(Fixture.CLIENT));
        var cancel = new CallsCancel(fixture.runner, fixture.rows(), fixture.journal());
        var stranger = Asked.as("tok_2", "tools:invoke");
        assertThatThrownBy(() -> cancel.handle(new CallsCancel.Params(asked.call()), stranger))
                .hasMessage("there is no call " + asked.call());
        cancel.handle(new CallsCancel.Params(asked.call()), Asked.by(Fixture.CLIENT));
        assertThat(call(asked).state()).isEqualTo(Call.State.CANCELLED);
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(approval(asked.id()).request()).isEmpty();
        assertThatThrownBy(() -> decide(asked, State.APPROVED)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> cancel.handle(new CallsCancel.Params(asked.call()), Asked.by(Fixture.CLIENT)))
                .hasMessageContaining("ended already");
        assertThat(fixture.rows().openDirectCalls()).isEmpty();
        assertThat(ran).hasValue(0);
    }

    @RepeatedTest(20)
    void isCancelledOrRunsAndNeverBoth() throws Exception {
        var asked = asks(Asked.by(Fixture.CLIENT));
        var cancel = new CallsCancel(fixture.runner, fixture.rows(), fixture.journal());
        var cancelled = Thread.startVirtualThread(() -> {
            try {
                cancel.handle(new CallsCancel.Params(asked.call()), Asked.by(Fixture.CLIENT));
            } catch (WireException ended) {
                assertThat(ended.code()).isEqualTo(ErrorCode.CONFLICT);
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
        try {
            decide(asked, State.APPROVED);
        } catch (StoreException late) {
            assertThat(late.reason()).isEqualTo(StoreException.Reason.APPROVAL_MOVED);
        }
        assertThat(cancelled.join(Duration.ofSeconds(30))).isTrue();
        Fixture.await(() -> call(asked).endedAt().isPresent());
        boolean consumed = approval(asked.id()).state() == State.CONSUMED;
        assertThat(ran.get()).isLessThanOrEqualTo(consumed ? 1 : 0);
        assertThat(call(asked).state()).isIn(Call.State.FINISHED, Call.State.CANCELLED);
    }

    @Test
    void runsNothingInASessionThatIsQuarantinedMeanwhile() throws Exception {
        var asked = asks(Asked.by(Fixture.CLIENT));
        var old = fixture.rows().session("default", asked.session()).orElseThrow();
        fixture.journal().commit(Batch.of(new Write.PutSession(new Session(old.id(), old.tenant(), old.workspace(),
                old.surface(), old.peer(), old.thread(), old.createdAt(), old.updatedAt(), old.revision() + 1,
                Session.ExecutionState.QUARANTINED, old.settings(), old.progress()), old.revision())));
        decide(asked, State.APPROVED);
        Fixture.await(() -> call(asked).state() == Call.State.FAILED);
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void runsWhileSomebodyHoldsAndEndsWithThat() throws Exception {
        var began = new CountDownLatch(1);
        var hand = new Hand();
        fixture.runner.holds = hand;
        fixture.add(TestTool.of("disk.wipe", (input, _) -> {
            began.countDown();
            new CountDownLatch(1).await();
            return input;
        }).risk(Risk.HIGH, false));
        var asked = asks("disk.wipe", Asked.by(Fixture.CLIENT));
        hand.take(asked.id());
        decide(asked, State.HELD);
        assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
        hand.letGo();
        Fixture.await(() -> call(asked).state() == Call.State.CANCELLED);
        assertThat(call(asked).error().orElseThrow().message()).contains("hold ended");
    }

    private Approval asks(Asked who) throws Exception {
        return asks("mail.send", who);
    }

    private Approval asks(String tool, Asked who) throws Exception {
        var detail = refused(tool, who).details().getFirst();
        return approval(detail.text("approval").orElseThrow());
    }

    private WireException refused(Asked who) throws Exception {
        return refused("mail.send", who);
    }

    private WireException refused(String tool, Asked who) throws Exception {
        try {
            throw new AssertionError(invoke.handle(params(tool), who).toString());
        } catch (WireException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
            return refused;
        }
    }

    private static ToolsInvoke.Params params(String tool) {
        return new ToolsInvoke.Params(tool, Optional.empty(), INPUT, Optional.empty(), false);
    }

    private void decide(Approval asked, State then) throws StoreException {
        fixture.journal().commit(new Batch(ApprovalRecords.decided(asked, then,
                new Approval.Decision("k_operator", Instant.parse("2026-11-22T10:00:00Z"), ""))));
    }

    private Approval approval(String id) {
        return fixture.rows().approval("default", id).orElseThrow();
    }

    private Call call(Approval of) {
        return fixture.rows().call("default", of.call()).orElseThrow();
    }

    private CallsGet.View view(String call) throws Exception {
        return new CallsGet(fixture.rows(), fixture.runner).handle(new CallsGet.Params(call), Asked.by(Fixture.CLIENT))
                .call();
    }

    private List<RecordType> types() throws StoreException {
        fixture.database().settle();
        return fixture.database().journal().after(0, 1_000).stream().map(record -> record.entry().type()).toList();
    }

    private String said() throws StoreException {
        fixture.database().settle();
        return fixture.database().journal().after(0, 1_000).toString();
    }
}
