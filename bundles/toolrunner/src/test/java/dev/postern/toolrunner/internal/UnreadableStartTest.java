// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Rows;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls outside turns when the database cannot be read at the start: they are taken up once it can, and in order. */
class UnreadableStartTest {
    @TempDir
    Path folder;

    private final AtomicInteger ran = new AtomicInteger();
    private Fixture fixture;
    private @Nullable WaitingCalls waiting;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        fixture.add(TestTool.of("mail.send", (input, _) -> {
            ran.incrementAndGet();
            return input;
        }).risk(Risk.MEDIUM, false));
    }

    @AfterEach
    void close() throws Exception {
        if (waiting != null) {
            waiting.close();
        }
        fixture.close();
    }

    /** What was decided while nothing ran is found, however late the database can be read. */
    @Test
    void isTakenUpWhenTheDatabaseCanBeReadAtLast() throws Exception {
        var asked = asks();
        approve(asked);
        var unread = new AtomicInteger(3);
        waiting = new WaitingCalls(fixture.journal(), unreadable(unread), fixture.database().journal(), fixture.runner,
                fixture.recovery(),
                fixture.registry, new StrictJson(), Sha256::hex, new Entrance(), Duration.ofMillis(20));
        Fixture.await(() -> call(asked).state() == Call.State.FINISHED);
        assertThat(unread).hasValueLessThan(0);
        assertThat(ran).hasValue(1);
    }

    /** A call that a stop cut off ends when the database can be read at last. */
    @Test
    void whatWasCutOffIsSettledWhenTheDatabaseCanBeReadAtLast() throws Exception {
        var asked = asks();
        var row = call(asked);
        fixture.journal().commit(Batch.of(new Write.PutCall(row.now(Call.State.RUNNING, row.error(), row.endedAt()))));
        var unread = new AtomicInteger(3);
        var recovery = new DirectRecovery(fixture.journal(), unreadable(unread), fixture.registry,
                Duration.ofMillis(200), Duration.ofMillis(20));
        try {
            recovery.await(asked.call());
            assertThat(call(asked).state()).isEqualTo(Call.State.IN_DOUBT);
            assertThat(unread).hasValueLessThan(0);
        } finally {
            recovery.close();
        }
    }

    /** Nothing begins before: it would be taken for what was cut off. */
    @Test
    void waitsUntilItIsKnownWhatWasCutOff() throws Exception {
        var asked = asks();
        approve(asked);
        var unread = new AtomicInteger(Integer.MAX_VALUE);
        var recovery = new DirectRecovery(fixture.journal(), unreadable(unread), fixture.registry,
                Duration.ofMillis(200), Duration.ofMillis(20));
        var looked = new CountDownLatch(1);
        waiting = new WaitingCalls(fixture.journal(), Hooked.rows(fixture.rows(), "openDirectCalls", looked::countDown),
                fixture.database().journal(), fixture.runner, recovery, fixture.registry, new StrictJson(), Sha256::hex,
                new Entrance(),
                Duration.ofMillis(20));
        assertThat(looked.await(30, TimeUnit.SECONDS)).isTrue();
        int before = unread.get();
        Fixture.await(() -> unread.get() < before - 10);
        assertThat(call(asked).state()).isEqualTo(Call.State.WAITING_APPROVAL);
        unread.set(0);
        Fixture.await(() -> call(asked).state() == Call.State.FINISHED);
        recovery.close();
        assertThat(ran).hasValue(1);
    }

    /** The rows, of which the list of open calls cannot be read so often. */
    private Rows unreadable(AtomicInteger times) {
        return Hooked.rows(fixture.rows(), "openDirectCalls", () -> {
            if (times.getAndDecrement() > 0) {
                throw new UnreadableException("the database is gone", new IllegalStateException());
            }
        });
    }

    private Approval asks() throws Exception {
        var invoke = fixture.toolsInvoke();
        try {
            throw new AssertionError(invoke.handle(new ToolsInvoke.Params("mail.send", Optional.empty(),
                    JsonObject.of("to", "alice"), Optional.empty(), false), Asked.by(Fixture.CLIENT)).toString());
        } catch (WireException asked) {
            var id = asked.details().getFirst().text("approval").orElseThrow();
            return fixture.rows().approval("default", id).orElseThrow();
        } finally {
            invoke.deactivate();
        }
    }

    private void approve(Approval asked) throws StoreException {
        fixture.journal().commit(new Batch(ApprovalRecords.decided(asked, State.APPROVED,
                new Approval.Decision("k_operator", Instant.parse("2026-11-22T10:00:00Z"), ""))));
    }

    private Call call(Approval of) {
        return fixture.rows().call("default", of.call()).orElseThrow();
    }
}
