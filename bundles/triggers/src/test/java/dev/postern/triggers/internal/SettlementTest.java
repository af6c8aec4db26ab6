// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import dev.postern.api.trigger.MissedRuns;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.api.trigger.TriggeredMessage;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.trigger.TriggerState;
import dev.postern.core.trigger.TriggerState.Outcome;
import dev.postern.core.trigger.TriggerState.Run;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each due time once, over restarts, refusals and clocks that are set. */
class SettlementTest {
    private static final ScheduleTrigger SAYS = firing -> Optional.of(TriggeredMessage.of("the report of "
            + firing.due()));

    @TempDir
    private static Path home;
    private static TestStore kept;
    private static int tests;

    /** Each test has its own: opening a database takes longer than any of them. */
    private final String tenant = "tenant" + ++tests;
    private final SetClock clock = new SetClock("2026-06-01T07:30:00Z");
    private final List<String> off = new ArrayList<>();
    private TestInlet inlet;
    private Slot slot;

    @BeforeAll
    static void open() {
        kept = TestStore.open(home);
    }

    @AfterAll
    static void close() {
        kept.close();
    }

    @BeforeEach
    void begin() throws Exception {
        inlet = new TestInlet(kept.store());
        serve(MissedRuns.SKIP, SAYS);
        assertThat(settle()).isEqualTo("2026-06-01T08:00:00Z");
    }

    @Test
    void whatIsDueBecomesOneMessageThatIsOnRecordWithIt() throws Exception {
        clock.set("2026-06-01T08:00:00.020Z");
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");

        assertThat(inlet.accepted).singleElement().satisfies(incoming -> {
            assertThat(incoming.principal().id()).isEqualTo("trigger/parts/report");
            assertThat(incoming.principal().scopes()).containsExactly("tools:invoke");
            assertThat(incoming.surface()).isEqualTo(Session.GATEWAY);
            assertThat(incoming.message().peer()).isEqualTo("trigger/parts/report");
            assertThat(incoming.message().parts().toString()).contains("the report of 2026-06-01T08:00:00Z");
            assertThat(incoming.message().metadata()).hasToString(
                    "{\"trigger\":\"parts/report\",\"due\":\"2026-06-01T08:00:00Z\"}");
        });
        assertThat(records()).singleElement().satisfies(entry -> {
            assertThat(entry.type()).isEqualTo(RecordType.TRIGGER_FIRED);
            assertThat(entry.turn()).isEqualTo("t_1");
            assertThat(entry.meta()).hasToString("{\"trigger\":\"parts/report\",\"due\":\"2026-06-01T08:00:00Z\","
                    + "\"missed\":0,\"principal\":\"trigger/parts/report\"}");
        });
        assertThat(state().recent()).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(Outcome.FIRED);
            assertThat(run.turn()).contains("t_1");
        });
    }

    @Test
    void whatWasMissedWhileTheGatewayWasDownIsPassedOverWithSkip() throws Exception {
        restart("2026-06-04T10:00:00Z", MissedRuns.SKIP);
        assertThat(settle()).isEqualTo("2026-06-05T08:00:00Z");
        assertThat(inlet.accepted).isEmpty();
        assertThat(records()).isEmpty();
        assertThat(state().skipped()).isEqualTo(4);
        assertThat(state().recent().getFirst().outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void whatIsSettledIsOnDisk() throws Exception {
        clock.set("2026-06-01T08:00:00Z");
        settle();
        kept.close();
        kept = TestStore.open(home);
        restart("2026-06-01T08:00:30Z", MissedRuns.ALL);
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");
        assertThat(inlet.accepted).isEmpty();
        assertThat(records()).hasSize(1);
    }

    @Test
    void upToAMinuteLateIsOnTime() throws Exception {
        restart("2026-06-02T08:00:59Z", MissedRuns.SKIP);
        settle();
        assertThat(due()).containsExactly("2026-06-02T08:00:00Z");
        assertThat(state().skipped()).isEqualTo(1);
    }

    @Test
    void oneRunStandsForAllThatWereMissedWithOnce() throws Exception {
        restart("2026-06-04T10:00:00Z", MissedRuns.ONCE);
        settle();
        assertThat(due()).containsExactly("2026-06-04T08:00:00Z");
        assertThat(state().recent()).singleElement().extracting(Run::missed).isEqualTo(3);
        restart("2026-06-04T11:00:00Z", MissedRuns.ONCE);
        settle();
        assertThat(due()).isEmpty();
    }

    @Test
    void eachMissedOneIsRunInItsOrderWithAllAndOfManyTheNewest() throws Exception {
        restart("2026-06-03T10:00:00Z", MissedRuns.ALL);
        settle();
        assertThat(due()).containsExactly("2026-06-01T08:00:00Z", "2026-06-02T08:00:00Z", "2026-06-03T08:00:00Z");
        restart("2026-07-13T08:00:00Z", MissedRuns.ALL);
        settle();
        assertThat(due()).hasSize(Plan.MOST_MISSED + 1).startsWith("2026-06-19T08:00:00Z")
                .endsWith("2026-07-13T08:00:00Z");
        assertThat(state().skipped()).isEqualTo(15);
        assertThat(state().fired()).isEqualTo(28);
    }

    @Test
    void aFullQueueIsOnRecordOnceAndTheSameTimeIsTriedUntilThereIsRoom() throws Exception {
        clock.set("2026-06-01T08:00:00Z");
        var full = WireException.overloaded("the queue is full", Duration.ofSeconds(3));
        inlet.refusals.addAll(List.of(full, full, full));
        assertThat(settle()).isEqualTo("2026-06-01T08:00:03Z");
        settle();
        clock.advance(Duration.ofMinutes(10));
        settle();
        assertThat(records()).singleElement().satisfies(entry -> {
            assertThat(entry.type()).isEqualTo(RecordType.TRIGGER_FAILED);
            assertThat(entry.meta().text("code")).contains("overloaded");
            assertThat(entry.meta().bool("again")).contains(true);
        });
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");
        assertThat(due()).containsExactly("2026-06-01T08:00:00Z");
    }

    @Test
    void whatIsRefusedForGoodIsOnRecordAndTheTimeIsSettled() throws Exception {
        clock.set("2026-06-01T08:00:00Z");
        inlet.refusals.add(new WireException(ErrorCode.PRECONDITION_FAILED, "the session is quarantined"));
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");
        assertThat(records()).singleElement()
                .satisfies(entry -> assertThat(entry.payload().text("reason")).contains("the session is quarantined"));
        assertThat(state().recent().getFirst().code()).contains("precondition_failed");
        assertThat(inlet.accepted).isEmpty();
    }

    @Test
    void aGatewayThatIsStillStartingIsWaitedForWithoutARecord() throws Exception {
        clock.set("2026-06-01T08:00:00Z");
        inlet.refusals.add(new WireException(ErrorCode.UNAVAILABLE, "starting", List.of(), true, null));
        settle();
        clock.advance(Duration.ofMinutes(2));
        settle();
        assertThat(due()).containsExactly("2026-06-01T08:00:00Z");
        assertThat(records()).extracting(Entry::type).containsExactly(RecordType.TRIGGER_FIRED);
    }

    @Test
    void whoeverSettledATimeFirstCounts() throws Exception {
        clock.set("2026-06-01T08:00:00Z");
        var before = state();
        inlet.meanwhile = () -> commit(new Write.PutTrigger(before.settled(Instant.parse("2026-06-01T08:00:00Z")),
                before.revision()));
        settle();
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");
        assertThat(inlet.accepted).isEmpty();
        assertThat(records()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackRunsNothingTwice() throws Exception {
        clock.set("2026-06-01T08:00:00Z");
        settle();
        clock.set("2026-06-01T07:00:00Z");
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");
        clock.set("2026-06-01T08:00:10Z");
        settle();
        assertThat(due()).containsExactly("2026-06-01T08:00:00Z");
    }

    @Test
    void aClockThatWasYearsAheadSilencesNothing() throws Exception {
        clock.set("2031-01-01T08:00:00Z");
        settle();
        clock.set("2026-06-01T07:45:00Z");
        assertThat(settle()).isEqualTo("2026-06-01T08:00:00Z");
        clock.set("2026-06-01T08:00:00Z");
        settle();
        assertThat(due()).containsExactly("2031-01-01T08:00:00Z", "2026-06-01T08:00:00Z");
    }

    @Test
    void anotherScheduleCountsFromWhenItCame() throws Exception {
        slot = new Slot(trigger("0 6 * * *", MissedRuns.ONCE, SAYS, Optional.empty()));
        clock.set("2026-06-03T07:00:00Z");
        assertThat(settle()).isEqualTo("2026-06-04T06:00:00Z");
        assertThat(inlet.accepted).isEmpty();
    }

    @Test
    void whatIsOffMissesNothing() throws Exception {
        serve(MissedRuns.ONCE, SAYS);
        off.add("parts/report");
        clock.set("2026-06-03T08:00:00Z");
        settle();
        off.clear();
        assertThat(settle()).isEqualTo("2026-06-04T08:00:00Z");
        assertThat(inlet.accepted).isEmpty();
    }

    @Test
    void nothingToSayIsNoMessage() throws Exception {
        serve(MissedRuns.SKIP, firing -> Optional.empty());
        clock.set("2026-06-01T08:00:00Z");
        settle();
        assertThat(inlet.accepted).isEmpty();
        assertThat(state().recent()).singleElement().extracting(Run::outcome).isEqualTo(Outcome.SILENT);
    }

    @Test
    void codeThatFailsIsOnRecordAndItsTimeIsSettled() throws Exception {
        serve(MissedRuns.SKIP, firing -> {
            throw new IllegalStateException("canary");
        });
        clock.set("2026-06-01T08:00:00Z");
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");
        assertThat(records()).singleElement().satisfies(entry -> {
            assertThat(entry.meta().text("code")).contains("failed");
            assertThat(entry.payload().toString()).doesNotContain("canary");
        });
    }

    @Test
    void aMessageThatIsNoneIsOnRecordAndItsTimeIsSettled() throws Exception {
        serve(MissedRuns.ONCE, firing -> Optional.of(new TriggeredMessage("main", List.of(), null)));
        clock.set("2026-06-01T08:00:00Z");
        assertThat(settle()).isEqualTo("2026-06-02T08:00:00Z");
        assertThat(records()).singleElement().extracting(entry -> entry.meta().text("code").orElseThrow())
                .isEqualTo("failed");
    }

    @Test
    void codeThatTakesTooLongIsInterruptedAndOneThatStaysIsNotAskedAgain() throws Exception {
        var stays = new CountDownLatch(1);
        serve(MissedRuns.SKIP, firing -> {
            while (stays.getCount() > 0) {
                try {
                    stays.await();
                } catch (InterruptedException ignored) {
                    // as careless code does
                }
            }
            return Optional.of(TriggeredMessage.of("too late"));
        });
        clock.set("2026-06-01T08:00:00Z");
        settle();
        clock.set("2026-06-02T08:00:00Z");
        settle();
        stays.countDown();
        assertThat(inlet.accepted).isEmpty();
        assertThat(records()).extracting(entry -> entry.meta().text("code").orElseThrow())
                .containsExactly("timeout", "timeout");
        assertThat(records().getLast().payload().toString()).contains("has not come back");
    }

    @Test
    void inASessionOfSomebodyElseItSpeaksForOthersAndTheReplyGoesThere() throws Exception {
        commit(new Write.PutSession(new Session("s_chat", tenant, "default", "chat", "ada", "lobby",
                clock.instant(), clock.instant(), 1, Session.ExecutionState.ACTIVE, SessionSettings.DEFAULT,
                SessionProgress.NONE), 0));
        slot = new Slot(trigger("0 8 * * *", MissedRuns.SKIP, SAYS, Optional.of("s_chat")));
        clock.set("2026-06-01T08:00:00Z");
        settle();
        assertThat(inlet.accepted).singleElement().satisfies(incoming -> {
            assertThat(incoming.session()).contains("s_chat");
            assertThat(incoming.surface()).isEqualTo("chat");
            assertThat(incoming.message().peer()).isEqualTo("ada");
            assertThat(incoming.message().thread()).isEqualTo("lobby");
            assertThat(incoming.principal().id()).isEqualTo("trigger/parts/report");
            assertThat(incoming.principal().may("peers:impersonate")).isTrue();
        });
        assertThat(inlet.accepted.getFirst().message().author()).isEqualTo("parts/report");
        slot = new Slot(trigger("0 8 * * *", MissedRuns.SKIP, SAYS, Optional.of("s_none")));
        clock.set("2026-06-02T08:00:00Z");
        settle();
        assertThat(records().getLast().payload().text("reason")).contains("there is no session s_none");
    }

    private void serve(MissedRuns missed, ScheduleTrigger says) {
        slot = new Slot(trigger("0 8 * * *", missed, says, Optional.empty()));
    }

    private TimedTrigger trigger(String cron, MissedRuns missed, ScheduleTrigger says,
            Optional<String> session) {
        return new TimedTrigger(tenant, "parts/report", Optional.of("parts"), Timetable.of(cron, "UTC"), missed,
                session, says);
    }

    private void restart(String now, MissedRuns missed) {
        inlet = new TestInlet(kept.store());
        clock.set(now);
        serve(missed, SAYS);
    }

    private String settle() throws Exception {
        var firings = new Firings(kept.store(), inlet, new RowSessions(kept.rows()),
                new Speaking(Duration.ofMillis(300)), new NoMetrics(), clock);
        var settlement = new Settlement(kept.store(), kept.rows(), firings, trigger -> off.contains(trigger.id()),
                clock);
        try (var _ = slot.hold()) {
            return settlement.settle(slot).toString();
        }
    }

    private List<String> due() {
        return inlet.accepted.stream().map(incoming -> incoming.message().metadata().text("due").orElseThrow())
                .toList();
    }

    private TriggerState state() {
        return kept.rows().trigger(tenant, "parts/report").orElseThrow();
    }

    private List<Entry> records() {
        kept.settle();
        return kept.journal().after(0, 1_000).stream().map(record -> record.entry())
                .filter(entry -> entry.tenant().equals(tenant) && entry.type().topic().startsWith("trigger.")).toList();
    }

    private void commit(Write write) {
        kept.store().submit(Batch.of(write)).join();
    }
}
