// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.postern.api.trigger.Firing;
import dev.postern.api.trigger.MissedRuns;
import dev.postern.api.trigger.ScheduleTrigger;
import dev.postern.store.internal.NoMetrics;
import dev.postern.store.internal.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that looks: at what is due, at what changed, and at nothing after it is closed. */
class ClockworkTest {
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    private Path home;
    private final SetClock clock = new SetClock("2026-06-01T07:59:00Z");
    private final List<Firing> fired = new CopyOnWriteArrayList<>();
    private TestStore kept;
    private Schedules schedules;
    private Clockwork clockwork;

    @BeforeEach
    void begin() {
        kept = TestStore.open(home);
        var firings = new Firings(kept.store(), new TestInlet(kept.store()), new RowSessions(kept.rows()),
                new Speaking(Duration.ofSeconds(10)), new NoMetrics(), clock);
        schedules = new Schedules(() -> clockwork.wake());
        clockwork = new Clockwork(schedules,
                new Settlement(kept.store(), kept.rows(), firings, trigger -> false, clock), clock);
        clockwork.start();
    }

    @AfterEach
    void end() {
        clockwork.close();
        kept.close();
    }

    @Test
    void whatIsDueIsFiredSoonAfterTheClockSaysSo() throws Exception {
        var once = new CountDownLatch(1);
        schedules.add("a", trigger("report", firing -> {
            fired.add(firing);
            once.countDown();
            return Optional.empty();
        }));
        await("it is known", () -> kept.rows().trigger("default", "report").isPresent());
        clock.set("2026-06-01T08:00:00Z");
        clockwork.wake();
        assertThat(once.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        await("it is settled", () -> !kept.rows().trigger("default", "report").orElseThrow().recent().isEmpty());
        assertThat(fired).singleElement().extracting(Firing::due).hasToString("2026-06-01T08:00:00Z");
    }

    @Test
    void thoseThatTakeLongHoldUpNoOther() throws Exception {
        var go = new CountDownLatch(1);
        var other = new CountDownLatch(1);
        for (int i = 0; i < 40; i++) {
            schedules.add(i, trigger("slow-" + i, firing -> {
                go.await();
                return Optional.empty();
            }));
        }
        schedules.add("b", trigger("quick", firing -> {
            other.countDown();
            return Optional.empty();
        }));
        await("all are known", () -> kept.rows().trigger("default", "slow-39").isPresent()
                && kept.rows().trigger("default", "quick").isPresent());
        clock.set("2026-06-01T08:00:00Z");
        clockwork.wake();
        assertThat(other.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        go.countDown();
    }

    @Test
    void ofTwoWithOneIdTheNewerServesAndTheOlderTakesOverWhenItGoes() {
        var old = trigger("report", firing -> Optional.empty());
        var young = trigger("report", firing -> Optional.empty());
        schedules.add("old", old);
        schedules.add("young", young);
        assertThat(schedules.find("default", "report").orElseThrow().trigger()).isSameAs(young);
        schedules.remove("young");
        assertThat(schedules.find("default", "report").orElseThrow().trigger()).isSameAs(old);
        schedules.remove("old");
        assertThat(schedules.find("default", "report")).isEmpty();
        assertThat(schedules.find("other", "report")).isEmpty();
    }

    @Test
    void thereIsALimitToHowManyThereAre() {
        for (int i = 0; i < Schedules.MOST; i++) {
            assertThat(schedules.add(i, trigger("t" + i, firing -> Optional.empty()))).isTrue();
        }
        assertThat(schedules.add("more", trigger("more", firing -> Optional.empty()))).isFalse();
        assertThat(schedules.find("default", "more")).isEmpty();
        // another version of one that is there is not one more
        assertThat(schedules.add("update", trigger("t0", firing -> Optional.empty()))).isTrue();
    }

    private static TimedTrigger trigger(String id, ScheduleTrigger says) {
        return new TimedTrigger("default", id, Optional.empty(), Timetable.of("0 8 * * *", "UTC"), MissedRuns.SKIP,
                Optional.empty(), says);
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
