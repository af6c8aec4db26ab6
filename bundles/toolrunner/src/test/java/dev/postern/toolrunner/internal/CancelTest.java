// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolException;
import dev.postern.core.store.RecordType;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancelling, limits, retries and the breaker. */
class CancelTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture(folder, Map.of("grace_millis", 30_000L, "max_calls", 3));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void cancelsACallThatRunsButNotAnotherTenants() throws Exception {
        var started = blocking("test.waits", 16);
        var call = fixture.start(fixture.request("test.waits", JsonObject.EMPTY));
        Fixture.await(() -> started.get() == 1);
        assertThat(fixture.runner.cancel("other", "c_1")).isFalse();
        assertThat(fixture.runner.cancel("default", "c_1")).isTrue();
        assertThat(((CallOutcome.Failed) call.get(30, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(fixture.store.call("c_1").state()).isEqualTo(Call.State.CANCELLED);
        assertThat(fixture.runner.cancel("default", "c_1")).isFalse();
    }

    @Test
    void aCallThatWaitsForAPlaceCanBeCancelledAndNeverBegins() throws Exception {
        var started = blocking("test.single", 1);
        var first = fixture.start(fixture.request("test.single", JsonObject.EMPTY));
        Fixture.await(() -> started.get() == 1);
        var second = fixture.start(fixture.request("test.single", JsonObject.EMPTY));
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 2);
        Fixture.await(() -> fixture.runner.cancel("default", "c_2"));
        assertThat(((CallOutcome.Failed) second.get(30, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(started).hasValue(1);
        fixture.runner.cancel("default", "c_1");
        first.get(30, TimeUnit.SECONDS);
        assertThat(fixture.store.types()).containsOnlyOnce(RecordType.TOOL_STARTED);
    }

    @Test
    void aCallThatFindsNoPlaceInTimeIsOverloaded() throws Exception {
        var busy = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        fixture.add(TestTool.of("test.single", (input, context) -> {
            busy.countDown();
            release.await();
            return JsonObject.EMPTY;
        }).attempts(1, 1).timeout(20_000));
        var first = fixture.start(fixture.request("test.single", JsonObject.EMPTY));
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
        // the newer version has the same place: none
        fixture.add(TestTool.of("test.hurries", (input, context) -> JsonObject.EMPTY).timeout(30));
        blocking("test.fills", 16);
        var second = fixture.start(fixture.request("test.fills", JsonObject.EMPTY));
        var third = fixture.start(fixture.request("test.fills", JsonObject.EMPTY));
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 3);
        Fixture.await(() -> {
            try {
                return fixture.run("test.hurries") instanceof CallOutcome.Failed failed
                        && failed.code() == ErrorCode.OVERLOADED && failed.retryable();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        release.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Returned.class);
        // its place is free again
        fixture.add(TestTool.of("test.patient", (input, context) -> JsonObject.EMPTY));
        assertThat(fixture.run("test.patient")).isInstanceOf(CallOutcome.Returned.class);
        fixture.runner.cancel("default", "c_2");
        fixture.runner.cancel("default", "c_3");
        second.get(30, TimeUnit.SECONDS);
        third.get(30, TimeUnit.SECONDS);
    }

    @Test
    void neverMoreRunAtOnceThanTheToolAllows() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        fixture.add(TestTool.of("test.pair", (input, context) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(5);
            now.decrementAndGet();
            return JsonObject.EMPTY;
        }).attempts(1, 2));
        var calls = java.util.stream.IntStream.range(0, 12)
                .mapToObj(i -> fixture.start(fixture.request("test.pair", JsonObject.EMPTY)))
                .toList();
        for (var call : calls) {
            assertThat(call.get(60, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Returned.class);
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void retriesOnlyWhatIsIdempotentAndMayHelpWithTheSameKey() throws Exception {
        var keys = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        TestTool.Body flaky = (input, context) -> {
            keys.add(context.idempotencyKey());
            if (keys.size() < 3) {
                throw new ToolException("busy", "come back", true, null);
            }
            return JsonObject.EMPTY;
        };
        fixture.add(TestTool.of("test.flaky", flaky).attempts(3, 16));
        assertThat(fixture.run("test.flaky")).isInstanceOf(CallOutcome.Returned.class);
        assertThat(keys).containsExactly("c_1", "c_1", "c_1");
        assertThat(fixture.store.call("c_1").attempt()).isEqualTo(3);
        assertThat(fixture.store.types().stream().filter(RecordType.TOOL_STARTED::equals)).hasSize(3);

        keys.clear();
        fixture.add(TestTool.of("test.once", flaky).risk(dev.postern.api.tool.Risk.LOW, false).attempts(3, 16));
        assertThat(fixture.fail("test.once").toolCode()).isEqualTo("busy");
        assertThat(keys).hasSize(1);

        keys.clear();
        fixture.add(TestTool.of("test.final", (input, context) -> {
            keys.add("x");
            throw new ToolException("no", "never");
        }).attempts(3, 16));
        assertThat(fixture.fail("test.final").retryable()).isFalse();
        assertThat(keys).hasSize(1);
    }

    @Test
    void aCallCanBeCancelledBetweenItsAttempts() throws Exception {
        var tried = new AtomicInteger();
        var tool = TestTool.of("test.pauses", (input, context) -> {
            tried.incrementAndGet();
            throw new ToolException("busy", "come back", true, null);
        }).attempts(5, 16);
        var d = tool.descriptor();
        var slow = new dev.postern.api.tool.ToolDescriptor(d.name(), d.version(), d.description(), d.risk(),
                d.scopes(), d.timeout(), true, 5, java.time.Duration.ofSeconds(10), 16, d.maxOutputBytes(), d.redact(),
                false, false, d.inputSchema(), d.outputSchema(), d.examples());
        fixture.add(new TestTool(slow, tool.body()));
        var call = fixture.start(fixture.request("test.pauses", JsonObject.EMPTY));
        Fixture.await(() -> tried.get() == 1);
        fixture.runner.cancel("default", "c_1");
        assertThat(((CallOutcome.Failed) call.get(30, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(tried).hasValue(1);
    }

    @Test
    void aToolThatKeepsFailingIsLeftAloneForAWhileButRefusalsAreAnswers() throws Exception {
        var calls = new AtomicInteger();
        fixture.add(TestTool.of("test.broken", (input, context) -> {
            calls.incrementAndGet();
            throw new IllegalStateException("broken");
        }));
        fixture.add(TestTool.of("test.refuses", (input, context) -> {
            throw new ToolException("not_found", "no such thing");
        }));
        for (int i = 0; i < 30; i++) {
            fixture.run("test.broken");
            assertThat(fixture.fail("test.refuses").toolCode()).isEqualTo("not_found");
        }
        assertThat(calls.get()).isLessThan(30);
        var failed = fixture.fail("test.broken");
        assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failed.retryable()).isTrue();
        assertThat(fixture.metrics.gauge("postern_tool_breakers_open")).isEqualTo(1);
    }

    private AtomicInteger blocking(String name, int concurrent) {
        var started = new AtomicInteger();
        fixture.add(TestTool.of(name, (input, context) -> {
            started.incrementAndGet();
            new CountDownLatch(1).await();
            return JsonObject.EMPTY;
        }).attempts(1, concurrent));
        return started;
    }
}
