// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolException;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.hash.Sha256;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Rows;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.Resolution;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import dev.postern.store.internal.FailingStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls outside turns that were accepted and have not begun: what comes between, and what is true then. */
class OnRecordTest {
    @TempDir
    Path folder;

    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicInteger sessionsRead = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private Fixture fixture;
    private FailingStore store;
    private ToolsInvoke invoke;
    private WaitingCalls waiting;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        fixture.journal().commit(Batch.of(new Write.PutToken(new Write.StoredToken(Fixture.CLIENT.id(), "0".repeat(64),
                "test", Fixture.CLIENT, Instant.parse("2026-11-22T10:00:00Z"), null, null))));
        invoke = fixture.toolsInvoke();
        store = new FailingStore(fixture.journal());
        start();
    }

    private void start() {
        waiting = new WaitingCalls(store, watched(fixture.rows()), fixture.database().journal(), fixture.runner,
                fixture.recovery(),
                fixture.registry, new StrictJson(), Sha256::hex, new Entrance(), Duration.ofMillis(20));
    }

    /** Counts how often a session is read. */
    private Rows watched(Rows rows) {
        return (Rows) Proxy.newProxyInstance(Rows.class.getClassLoader(), new Class<?>[]{Rows.class},
                (_, method, arguments) -> {
                    try {
                        var read = method.invoke(rows, arguments);
                        if (method.getName().equals("session")) {
                            sessionsRead.incrementAndGet();
                        }
                        return read;
                    } catch (InvocationTargetException failed) {
                        throw Objects.requireNonNull(failed.getCause());
                    }
                });
    }

    @AfterEach
    void close() throws Exception {
        release.countDown();
        waiting.close();
        invoke.deactivate();
        fixture.close();
    }

    /** What may have an effect, and has to be confirmed. */
    private TestTool counting(String name) {
        return TestTool.of(name, (input, _) -> {
            ran.incrementAndGet();
            return input;
        }).risk(Risk.MEDIUM, false);
    }

    /** One at a time, until the test lets it end. */
    private TestTool single(String name, Risk risk) {
        return TestTool.of(name, (input, _) -> {
            ran.incrementAndGet();
            release.await();
            return input;
        }).risk(risk, false).attempts(1, 1);
    }

    @Test
    void aCancelThatIsNotDurableIsNotAnsweredAsOne() throws Exception {
        fixture.add(counting("mail.send"));
        var asked = asks("mail.send");
        store.fails(true);
        approve(asked);
        Fixture.await(() -> store.failures() > 1);
        assertThatThrownBy(() -> cancel(asked.call())).isInstanceOfSatisfying(WireException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(row(asked.call()).state()).isEqualTo(Call.State.WAITING_APPROVAL);
        assertThat(ran).hasValue(0);
        store.fails(false);
        Fixture.await(() -> row(asked.call()).state() == Call.State.FINISHED);
    }

    @Test
    void aCancelOfWhatWaitsForAPlaceIsDurableWhenItIsAnswered() throws Exception {
        fixture.add(single("mail.send", Risk.MEDIUM));
        var asked = waitsForAPlace("mail.send");
        assertThat(cancel(asked.call())).isEqualTo(Call.State.CANCELLED);
        assertThat(row(asked.call()).state()).isEqualTo(Call.State.CANCELLED);
        assertThat(ran).hasValue(1);
    }

    @Test
    void aCancelOfWhatRunsIsAnsweredAtOnce() throws Exception {
        fixture.add(TestTool.of("mail.stubborn", (input, _) -> {
            ran.incrementAndGet();
            awaitUnheeding(release);
            return input;
        }).risk(Risk.MEDIUM, false));
        var asked = asks("mail.stubborn");
        approve(asked);
        Fixture.await(() -> ran.get() == 1);
        assertThat(cancel(asked.call())).isEqualTo(Call.State.CANCELLED);
        assertThat(row(asked.call()).state()).isEqualTo(Call.State.RUNNING);
        release.countDown();
        Fixture.await(() -> row(asked.call()).state() == Call.State.CANCELLED);
    }

    private static void awaitUnheeding(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException unheeded) {
                Thread.interrupted();
            }
        }
    }

    @Test
    void quarantineCountsThatCameWhileItsToolWasOnItsWayUp() throws Exception {
        var registration = fixture.add(counting("mail.late"));
        var asked = asks("mail.late");
        waiting.close();
        registration.unregister();
        approve(asked);
        start();
        Fixture.await(() -> sessionsRead.get() > 0);
        quarantine(asked.session());
        fixture.add(counting("mail.late"));
        assertQuarantined(asked);
    }

    @Test
    void quarantineCountsThatCameWhileTheStoreTookNothing() throws Exception {
        fixture.add(counting("mail.send"));
        var asked = asks("mail.send");
        store.fails(true);
        approve(asked);
        Fixture.await(() -> store.failures() > 1);
        quarantine(asked.session());
        store.fails(false);
        assertQuarantined(asked);
    }

    @Test
    void quarantineCountsThatCameWhileItWaitedForAPlace() throws Exception {
        fixture.add(single("mail.send", Risk.MEDIUM));
        var asked = waitsForAPlace("mail.send");
        quarantine(asked.session());
        release.countDown();
        Fixture.await(() -> row(asked.call()).state() == Call.State.FAILED);
        assertThat(ran).hasValue(1);
    }

    private void assertQuarantined(Approval asked) {
        Fixture.await(() -> row(asked.call()).endedAt().isPresent());
        assertThat(row(asked.call()).state()).isEqualTo(Call.State.FAILED);
        assertThat(row(asked.call()).error().orElseThrow().message()).contains("is quarantined");
        assertThat(ran).hasValue(0);
    }

    @Test
    void anOutcomeThatCannotBeWrittenLeavesItInDoubt() throws Exception {
        fixture.add(counting("mail.send"));
        var asked = asks("mail.send");
        store.refuses(RecordType.TOOL_FINISHED, new IllegalArgumentException("no row can have it"));
        approve(asked);
        Fixture.await(() -> row(asked.call()).state() == Call.State.IN_DOUBT);
        assertThat(ran).hasValue(1);
    }

    @Test
    void anOutcomeThatTheStoreNeverTakesLeavesItInDoubt() throws Exception {
        fixture.runner.keepOutcomes(Duration.ofMillis(50));
        fixture.add(counting("mail.send"));
        var asked = asks("mail.send");
        store.refuses(RecordType.TOOL_FINISHED, FailingStore.unavailable());
        approve(asked);
        Fixture.await(() -> row(asked.call()).state() == Call.State.IN_DOUBT);
        assertThat(ran).hasValue(1);
    }

    @Test
    void anotherAttemptDoesNotBeginOnceTheStoreAnswersAgain() throws Exception {
        fixture.add(TestTool.of("mail.flaky", (_, _) -> {
            store.fails(ran.incrementAndGet() == 1);
            throw new ToolException("busy", "come back", true, null);
        }).risk(Risk.MEDIUM, true).attempts(3, 1));
        var asked = asks("mail.flaky");
        approve(asked);
        Fixture.await(() -> store.failures() > 1);
        store.fails(false);
        Fixture.await(() -> row(asked.call()).state() == Call.State.IN_DOUBT);
        assertThat(ran).hasValue(1);
    }

    @Test
    void whatIsToBeMadeAgainStaysAcceptedWhenTheRunnerStops() throws Exception {
        fixture.add(single("mail.low", Risk.LOW));
        release.countDown();
        var call = invoke.handle(params("mail.low"), Asked.by(Fixture.CLIENT)).call();
        fixture.journal().commit(Batch.of(new Write.PutCall(row(call).now(Call.State.IN_DOUBT, Optional.empty(),
                Optional.empty()))));
        var busy = new CountDownLatch(1);
        fixture.add(TestTool.of("mail.low", (input, _) -> {
            busy.countDown();
            new CountDownLatch(1).await();
            return input;
        }).version("1.0.1").risk(Risk.LOW, false).attempts(1, 1));
        var first = fixture.start(fixture.request("mail.low", JsonObject.EMPTY));
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
        fixture.journal().commit(new Batch(new Resolution(Resolution.Outcome.RETRY, "k_operator", Instant.now(), "")
                .writes(row(call))));
        waiting.retry("default", call);
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 2);
        fixture.runner.close();
        first.get(30, TimeUnit.SECONDS);
        Fixture.await(() -> fixture.runner.principal("default", call).isEmpty());
        fixture.database().settle();
        assertThat(row(call).state()).isEqualTo(Call.State.REQUESTED);
        assertThat(fixture.rows().openDirectCalls()).extracting(Call::id).contains(call);
    }

    @Test
    void tellsWhatItWaitsFor() throws Exception {
        fixture.add(counting("mail.send"));
        var asked = asks("mail.send");
        var health = new ToolRunnerHealth(fixture.registry, fixture.runner);
        assertThat(waits(asked)).isEmpty();
        store.fails(true);
        approve(asked);
        Fixture.await(() -> store.failures() > 1);
        assertThat(waits(asked).orElseThrow()).contains("waits for the store");
        assertThat(health.health().up()).isTrue();
        assertThat(health.health().message()).contains("wait for the store to take their records: 1,");
        store.fails(false);
        Fixture.await(() -> row(asked.call()).state() == Call.State.FINISHED);
        Fixture.await(() -> waits(asked).isEmpty());
        assertThat(health.health().message()).isEmpty();
    }

    private Optional<String> waits(Approval asked) {
        try {
            return new CallsGet(fixture.rows(), fixture.runner)
                    .handle(new CallsGet.Params(asked.call()), Asked.by(Fixture.CLIENT)).call().waits();
        } catch (WireException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** One that got its word while another call has the only place. */
    private Approval waitsForAPlace(String tool) throws Exception {
        var first = asks(tool);
        var second = asks(tool);
        approve(first);
        Fixture.await(() -> ran.get() == 1);
        approve(second);
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 2);
        return second;
    }

    private Approval asks(String tool) throws Exception {
        try {
            throw new AssertionError(invoke.handle(params(tool), Asked.by(Fixture.CLIENT)).toString());
        } catch (WireException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
            return fixture.rows().approval("default", refused.details().getFirst().text("approval").orElseThrow())
                    .orElseThrow();
        }
    }

    private static ToolsInvoke.Params params(String tool) {
        return new ToolsInvoke.Params(tool, Optional.empty(), JsonObject.of("to", "alice"), Optional.empty(), false);
    }

    private void approve(Approval asked) throws StoreException {
        fixture.journal().commit(new Batch(ApprovalRecords.decided(asked, Approval.State.APPROVED,
                new Approval.Decision("k_operator", Instant.parse("2026-11-22T10:00:00Z"), ""))));
    }

    private void quarantine(String session) throws StoreException {
        var old = fixture.rows().session("default", session).orElseThrow();
        fixture.journal().commit(Batch.of(new Write.PutSession(new Session(old.id(), old.tenant(), old.workspace(),
                old.surface(), old.peer(), old.thread(), old.createdAt(), old.updatedAt(), old.revision() + 1,
                Session.ExecutionState.QUARANTINED, old.settings(), old.progress()), old.revision())));
    }

    /** Over the store that the calls have, too. */
    private Call.State cancel(String call) throws Exception {
        return new CallsCancel(fixture.runner, fixture.rows(), store)
                .handle(new CallsCancel.Params(call), Asked.by(Fixture.CLIENT)).state();
    }

    private Call row(String call) {
        return fixture.rows().call("default", call).orElseThrow();
    }
}
