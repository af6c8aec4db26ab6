// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner stops while calls run. */
class StopTest {
    @TempDir
    Path folder;

    private final AtomicInteger begun = new AtomicInteger();
    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture(folder, Map.of("grace_millis", 30_000L));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void aCallWhoseRepeatDoesNoHarmHasFailed() throws Exception {
        fixture.add(waiting("test.again"));
        var call = fixture.start(fixture.request("test.again", JsonObject.EMPTY));
        Fixture.await(() -> begun.get() == 1);
        fixture.runner.close();
        var failed = (CallOutcome.Failed) call.get(30, TimeUnit.SECONDS);
        assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failed.retryable()).isTrue();
        assertThat(fixture.store.call("c_1").state()).isEqualTo(Call.State.FAILED);
        assertThat(fixture.store.call("c_1").error().orElseThrow().toolCode()).contains("interrupted");
    }

    @Test
    void aCallThatMayHaveHadItsEffectStandsInDoubt() throws Exception {
        fixture.add(waiting("test.once").risk(Risk.LOW, false));
        var call = fixture.start(fixture.request("test.once", JsonObject.EMPTY));
        Fixture.await(() -> begun.get() == 1);
        fixture.runner.close();
        assertThat(call.get(30, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.InDoubt.class);
        assertThat(fixture.store.call("c_1").state()).isEqualTo(Call.State.IN_DOUBT);
    }

    @Test
    void aCallThatWaitsForAPlaceNeverBegins() throws Exception {
        fixture.add(waiting("test.single").attempts(1, 1));
        var first = fixture.start(fixture.request("test.single", JsonObject.EMPTY));
        Fixture.await(() -> begun.get() == 1);
        var second = fixture.start(fixture.request("test.single", JsonObject.EMPTY));
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 2);
        fixture.runner.close();
        first.get(30, TimeUnit.SECONDS);
        assertNotBegun(second.get(30, TimeUnit.SECONDS));
        assertThat(begun).hasValue(1);
    }

    @Test
    void aCallThatWaitsForItsNextTryDoesNotTryAgain() throws Exception {
        fixture.add(TestTool.of("test.busy", (_, _) -> {
            begun.incrementAndGet();
            throw new ToolException("busy", "later", true, null);
        }).backoff(2, Duration.ofMinutes(1)));
        var call = fixture.start(fixture.request("test.busy", JsonObject.EMPTY));
        Fixture.await(() -> begun.get() == 1);
        fixture.runner.close();
        assertNotBegun(call.get(30, TimeUnit.SECONDS));
    }

    @Test
    void aCallThatComesAfterwardsNeverBegins() throws Exception {
        fixture.add(waiting("test.late"));
        fixture.runner.close();
        assertNotBegun(fixture.run("test.late"));
        assertThat(begun).hasValue(0);
    }

    @Test
    void aChangeOfItsLimitsEndsNothing() throws Exception {
        fixture.add(waiting("test.again"));
        var first = fixture.start(fixture.request("test.again", JsonObject.EMPTY));
        Fixture.await(() -> begun.get() == 1);
        fixture.modify(Map.of("grace_millis", 30_000L, "max_calls", 1));
        var second = fixture.start(fixture.request("test.again", JsonObject.EMPTY));
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 2);
        fixture.modify(Map.of("grace_millis", 30_000L, "max_calls", 2));
        Fixture.await(() -> begun.get() == 2);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
    }

    private static void assertNotBegun(CallOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(CallOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failed.retryable()).isTrue();
        });
    }

    private TestTool waiting(String name) {
        return TestTool.of(name, (input, context) -> {
            begun.incrementAndGet();
            new CountDownLatch(1).await();
            return input;
        });
    }
}
