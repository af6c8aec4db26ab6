// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.approval.WaitingCall;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Commit;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.turn.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody moves an approval in the moment between what is judged and what is written. */
class MovedTest {
    private static final Approval.Decision BY = new Approval.Decision("k_other", Instant.parse("2026-11-22T10:00:00Z"),
            "in that moment");

    @TempDir
    Path folder;

    private final AtomicInteger ran = new AtomicInteger();
    private Fixture fixture;
    private CallRequest request;
    private Approval asked;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        fixture.add(TestTool.of("mail.send", (input, _) -> {
            ran.incrementAndGet();
            return input;
        }).risk(Risk.MEDIUM, false));
        request = fixture.request("mail.send", JsonObject.of("to", "alice"));
        asked = ((CallOutcome.Waiting) fixture.run(request)).approval();
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void aWordThatIsWithdrawnAsTheCallBeginsIsAskedForAgain() throws Exception {
        move(State.APPROVED);
        var outcome = lookWhile(State.CONSUMED, () -> move(State.SUPERSEDED));
        assertThat(outcome).isInstanceOf(CallOutcome.Waiting.class);
        assertThat(ran).hasValue(0);
        assertThat(call().state()).isEqualTo(Call.State.WAITING_APPROVAL);
        assertThat(call().approval()).isNotEqualTo(Optional.of(asked.id()));
        assertThat(types()).doesNotContain(RecordType.TOOL_STARTED);
    }

    @Test
    void aWordThatExpiresAsTheCallBeginsIsUsedByNobody() throws Exception {
        move(State.APPROVED);
        var outcome = lookWhile(State.CONSUMED, () -> move(State.EXPIRED));
        assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
        assertThat(call().state()).isEqualTo(Call.State.DENIED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void aCallThatIsEndedAsItBeginsStaysSo() throws Exception {
        move(State.APPROVED);
        var why = new Call.Failure("cancelled", Optional.empty(), "never mind", false);
        var outcome = lookWhile(State.CONSUMED, () -> fixture.journal().commit(new Batch(
                WaitingCall.end(call(), fixture.rows(), Call.State.CANCELLED, why, "k_other", BY.at()))));
        assertThat(((CallOutcome.Failed) outcome).message()).isEqualTo("never mind");
        assertThat(call().state()).isEqualTo(Call.State.CANCELLED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void aWordThatComesAsItIsWithdrawnCountsForWhatItWasGivenFor() throws Exception {
        fixture.policy().change();
        var outcome = lookWhile(State.SUPERSEDED, () -> move(State.APPROVED));
        var again = ((CallOutcome.Waiting) outcome).approval();
        assertThat(again.id()).isNotEqualTo(asked.id());
        assertThat(fixture.rows().approval("default", asked.id()).orElseThrow().state()).isEqualTo(State.SUPERSEDED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void whatWasRecordedBeforeIsNotLostWithIt() throws Exception {
        move(State.APPROVED);
        var recorder = new Recorder(whenMoving(State.CONSUMED, () -> move(State.EXPIRED)));
        var row = call();
        recorder.record(new Write.PutCall(new Call("c_other", row.tenant(), row.session(), row.turn(), row.principal(),
                row.tool(), row.version(), row.bundle(), Call.State.FINISHED, 1, row.input(), row.output(),
                row.error(), Optional.empty(), row.requestedAt(), Optional.of(BY.at()))));
        fixture.runner.run(fixture.waiting(request), recorder);
        recorder.barrier();
        assertThat(fixture.rows().call("default", "c_other")).isPresent();
    }

    @Test
    void nothingRunsWhenTheStartCannotBeRecorded() throws Exception {
        move(State.APPROVED);
        Store failing = batch -> batch.writes().stream().anyMatch(write -> isMove(write, State.CONSUMED))
                ? CompletableFuture.failedFuture(
                        new StoreException(StoreException.Reason.UNAVAILABLE, "the disk is full", null))
                : fixture.journal().submit(batch);
        assertThatThrownBy(() -> fixture.runner.run(fixture.waiting(request), new Recorder(failing)))
                .isInstanceOf(StoreException.class).hasMessage("the disk is full");
        assertThat(ran).hasValue(0);
        assertThat(fixture.run(fixture.waiting(request))).isInstanceOf(CallOutcome.Returned.class);
        assertThat(ran).hasValue(1);
    }

    private CallOutcome lookWhile(State moves, Meanwhile meanwhile) throws Exception {
        var recorder = new Recorder(whenMoving(moves, meanwhile));
        var outcome = fixture.runner.run(fixture.waiting(request), recorder);
        recorder.barrier();
        return outcome;
    }

    /** A store that lets somebody else be faster, the first time that an approval is moved there. */
    private Store whenMoving(State there, Meanwhile meanwhile) {
        var once = new AtomicBoolean();
        return batch -> {
            if (batch.writes().stream().anyMatch(write -> isMove(write, there)) && once.compareAndSet(false, true)) {
                try {
                    meanwhile.happens();
                } catch (Exception failed) {
                    return CompletableFuture.<Commit>failedFuture(failed);
                }
            }
            return fixture.journal().submit(batch);
        };
    }

    private static boolean isMove(Write write, State there) {
        return write instanceof Write.PutApproval(var approval, _) && approval.state() == there;
    }

    private void move(State then) throws StoreException {
        var now = fixture.rows().approval("default", asked.id()).orElseThrow();
        fixture.journal().commit(new Batch(ApprovalRecords.decided(now, then, BY)));
    }

    private Call call() {
        return fixture.rows().call("default", "c_1").orElseThrow();
    }

    private java.util.List<RecordType> types() {
        return fixture.database().journal().after(0, 1_000).stream().map(record -> record.entry().type()).toList();
    }

    private interface Meanwhile {
        void happens() throws Exception;
    }
}
