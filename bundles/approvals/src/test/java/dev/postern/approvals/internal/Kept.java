// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.WireException;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Calls that wait, in the real store: what the runner keeps of them. */
final class Kept implements AutoCloseable {
    static final String TOOL = "files.write";
    static final String BUNDLE = "dev.postern.tools-files/0.1.0/abc";
    static final String ASKED_BY = "tok_1";

    final TestStore store;
    Instant expiresAt = now().plusSeconds(3_600);
    Approval.Mode mode = Approval.Mode.CONFIRM;
    Optional<String> schemas = Optional.of("x1");

    Kept(Path home) {
        store = TestStore.open(home, new NoMetrics());
    }

    /** A call of the turn's first step that waits, its approval named after it: {@code c_1} and {@code a_1}. */
    Approval waits(String number, String turn) throws Exception {
        return waits(number, Optional.of(turn));
    }

    /** One outside any turn. */
    Approval waits(String number) throws Exception {
        return waits(number, Optional.empty());
    }

    /** One outside any turn, and what else becomes known with it. */
    Approval waits(String number, Write also) throws Exception {
        return waits(number, Optional.empty(), also);
    }

    private Approval waits(String number, Optional<String> turn, Write... also) throws Exception {
        var writes = new ArrayList<Write>();
        if (store.rows().session("default", "s_1").isEmpty()) {
            writes.add(new Write.PutSession(new Session("s_1", "default", "main", Session.GATEWAY, ASKED_BY, "", now(),
                    now(), 1, Session.ExecutionState.ACTIVE, SessionSettings.DEFAULT, SessionProgress.NONE), 0));
        }
        turn.ifPresent(id -> writes.add(new Write.PutTurn(turn(id, Turn.State.WAITING_APPROVAL))));
        var asked = new Approval("a_" + number, "default", "s_1", turn, turn.isPresent() ? 1 : 0, "c_" + number,
                ASKED_BY, mode, TOOL, "1.2.0", BUNDLE, schemas, Risk.MEDIUM, Origin.PERSON,
                JsonObject.of("path", "a.txt"), "d1",
                JsonObject.EMPTY, List.of("risk:medium"), "it changes files", 0, "digest", now(), expiresAt,
                Approval.State.PENDING, Optional.empty(), Optional.empty());
        writes.add(new Write.PutCall(new Call(asked.call(), "default", "s_1", turn, ASKED_BY, TOOL, "1.2.0", BUNDLE,
                Call.State.WAITING_APPROVAL, 0, asked.input(), Optional.empty(), Optional.empty(),
                Optional.of(asked.id()), now(), Optional.empty())));
        writes.addAll(ApprovalRecords.requested(asked));
        writes.addAll(List.of(also));
        store.store().commit(new Batch(writes));
        return asked;
    }

    /** The call starts by its approval, as the runner has it. */
    void starts(Approval asked) throws Exception {
        var given = approval(asked);
        store.store().commit(Batch.of(
                new Write.PutApproval(given.now(Approval.State.CONSUMED, given.decision()),
                        Optional.of(given.state())),
                entry(RecordType.TOOL_STARTED, asked, JsonObject.of("approval", asked.id())),
                new Write.PutCall(call(asked).now(Call.State.RUNNING, Optional.empty(), Optional.empty()))));
    }

    void finishes(Approval asked) throws Exception {
        store.store().commit(Batch.of(entry(RecordType.TOOL_FINISHED, asked, JsonObject.of("state", "finished")),
                new Write.PutCall(call(asked).now(Call.State.FINISHED, Optional.empty(), Optional.of(now())))));
    }

    void cancels(String turn) throws Exception {
        store.store().commit(Batch.of(new Write.PutTurn(turn(turn, Turn.State.CANCELLED)), new Write.Append(new Entry(
                RecordType.TURN_CANCELLED, "default", "s_1", turn, null, now(), JsonObject.EMPTY, JsonObject.EMPTY,
                JsonObject.EMPTY))));
    }

    private static Turn turn(String id, Turn.State state) {
        return new Turn(id, "default", "s_1", state, now(), Optional.of(now()).filter(_ -> state.ended()),
                Optional.empty(), Optional.empty(), 1, 1);
    }

    private static Write entry(RecordType type, Approval asked, JsonObject meta) {
        return new Write.Append(new Entry(type, "default", "s_1", asked.turn().orElse(null), asked.call(), now(), meta,
                JsonObject.EMPTY, JsonObject.EMPTY));
    }

    Approval approval(Approval asked) {
        return store.rows().approval("default", asked.id()).orElseThrow();
    }

    Approval.State state(Approval asked) {
        return approval(asked).state();
    }

    String reason(Approval asked) {
        return approval(asked).decision().orElseThrow().reason();
    }

    private Call call(Approval asked) {
        return store.rows().call("default", asked.call()).orElseThrow();
    }

    /** What the journal says was decided on it, in order. */
    List<String> decisions(Approval asked) {
        return store.journal().after(0, 1_000).stream().map(JournalRecord::entry)
                .filter(entry -> entry.type() == RecordType.APPROVAL_DECIDED)
                .filter(entry -> entry.meta().text("approval").orElse("").equals(asked.id()))
                .map(entry -> entry.meta().text("decision").orElse(""))
                .toList();
    }

    void awaitState(Approval asked, Approval.State state) {
        await(() -> state(asked) == state);
        store.settle();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("awaited for a minute").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    static WireException refusal(ThrowingCallable what) {
        return catchThrowableOfType(WireException.class, what);
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        store.close();
    }
}
