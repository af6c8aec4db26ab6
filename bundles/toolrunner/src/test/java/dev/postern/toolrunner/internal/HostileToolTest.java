// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolException;
import dev.postern.core.store.RecordType;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools that misbehave hurt their own calls only. */
class HostileToolTest {
    private static final String ABANDONED = "postern_tool_threads_abandoned";

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture(folder);
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void oneThatThrowsFailsItsCallAndShowsNothingOfIt() throws Exception {
        fixture.add(TestTool.of("test.throws", (input, context) -> {
            throw new IllegalStateException("the database password is hunter2");
        }));
        fixture.add(TestTool.of("test.dies", (input, context) -> {
            throw new StackOverflowError("deep");
        }));
        var failed = fixture.fail("test.throws");
        assertThat(failed.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(failed.toolCode()).isEqualTo("failed");
        assertThat(failed.message()).doesNotContain("hunter2").contains("c_1");
        assertThat(fixture.store.everything()).doesNotContain("hunter2");
        assertThat(fixture.fail("test.dies").toolCode()).isEqualTo("failed");
    }

    @Test
    void oneThatHangsIsCutAtItsDeadline() throws Exception {
        var interrupted = new AtomicBoolean();
        fixture.add(TestTool.of("test.hangs", (input, context) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(context.cancellation().requested());
                throw e;
            }
            return JsonObject.EMPTY;
        }).timeout(50));
        var failed = fixture.fail("test.hangs");
        assertThat(failed.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(failed.retryable()).isTrue();
        assertThat(interrupted).isTrue();
        assertThat(fixture.metrics.gauge(ABANDONED)).isZero();
    }

    @Test
    void oneThatIgnoresInterruptionIsAbandonedItsResultDroppedAndThenRefused() throws Exception {
        fixture.modify(Map.of("grace_millis", 200L));
        var release = new CountDownLatch(1);
        fixture.add(TestTool.of("test.stubborn", (input, context) -> {
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException ignored) {
                    // that is what it does
                }
            }
            return JsonObject.of("late", "result");
        }).timeout(20));
        for (int i = 1; i <= 4; i++) {
            assertThat(fixture.fail("test.stubborn").code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(fixture.metrics.gauge(ABANDONED)).isEqualTo(i);
        }
        var refused = fixture.fail("test.stubborn");
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused.message()).contains("4 of its calls ignored their cancellation");
        release.countDown();
        Fixture.await(() -> fixture.metrics.gauge(ABANDONED) == 0);
        // it serves again, and its late results are nowhere
        assertThat(fixture.run("test.stubborn")).isInstanceOf(CallOutcome.Returned.class);
        assertThat(fixture.store.call("c_1").state()).isEqualTo(Call.State.FAILED);
        assertThat(fixture.store.call("c_1").output()).isEmpty();
    }

    /** Virtual threads are not preempted: loops on all carriers would stop everybody. */
    @Test
    void endlessLoopsOnEveryCarrierStopNobodyElse() throws Exception {
        fixture.modify(Map.of("grace_millis", 200L));
        var stop = new AtomicBoolean();
        fixture.add(TestTool.of("test.spins", (input, context) -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
            return JsonObject.EMPTY;
        }).timeout(50));
        fixture.add(TestTool.of("test.quick", (input, context) -> JsonObject.of("is", "well")));
        try {
            var spinning = new ArrayList<CompletableFuture<CallOutcome>>();
            for (int i = 0; i < Math.min(4, Runtime.getRuntime().availableProcessors()); i++) {
                spinning.add(fixture.start(fixture.request("test.spins", JsonObject.EMPTY)));
            }
            for (var call : spinning) {
                assertThat(((CallOutcome.Failed) call.get(60, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.TIMEOUT);
            }
            var quick = fixture.start(fixture.request("test.quick", JsonObject.EMPTY));
            assertThat(quick.get(60, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Returned.class);
        } finally {
            stop.set(true);
        }
        Fixture.await(() -> fixture.metrics.gauge(ABANDONED) == 0);
    }

    /** Also while they may still run: a deadline can be an hour away. */
    @Test
    void loopsOnEveryCarrierStopNobodyElseBeforeTheirDeadline() throws Exception {
        var stop = new AtomicBoolean();
        fixture.add(TestTool.of("test.computes", (input, context) -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
            return JsonObject.EMPTY;
        }).attempts(1, 64).timeout(600_000));
        fixture.add(TestTool.of("test.quick", (input, context) -> JsonObject.of("is", "well")));
        var carriers = new CarrierCount();
        int before = carriers.now();
        var computing = new ArrayList<CompletableFuture<CallOutcome>>();
        try {
            for (int i = 0; i < Math.min(64, before); i++) {
                computing.add(fixture.start(fixture.request("test.computes", JsonObject.EMPTY)));
            }
            var quick = fixture.start(fixture.request("test.quick", JsonObject.EMPTY));
            assertThat(quick.get(60, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Returned.class);
            assertThat(computing).noneMatch(CompletableFuture::isDone);
        } finally {
            stop.set(true);
        }
        for (var call : computing) {
            assertThat(call.get(60, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Returned.class);
        }
        Fixture.await(() -> carriers.now() == before);
    }

    @Test
    void whatItsSchemaForbidsIsNotPassedOn() throws Exception {
        fixture.add(TestTool.of("test.lies", (input, context) -> JsonObject.of("count", "forged")).schemas(
                "{\"type\":\"object\"}",
                "{\"type\":\"object\",\"properties\":{\"count\":{\"type\":\"integer\"}}}"));
        var failed = fixture.fail("test.lies");
        assertThat(failed.toolCode()).isEqualTo("invalid_output");
        assertThat(failed.message()).contains("/count", "type").doesNotContain("forged");
        assertThat(fixture.store.everything()).doesNotContain("forged");
    }

    @Test
    @SuppressWarnings("NullAway") // a plugin is not held to it
    void nothingAtAllIsNoOutput() throws Exception {
        fixture.add(TestTool.of("test.nothing", (input, context) -> null));
        assertThat(fixture.fail("test.nothing").toolCode()).isEqualTo("invalid_output");
    }

    @Test
    void aHundredMegabytesAreRefusedWithoutBeingCopied() throws Exception {
        var one = "x".repeat(100 << 20);
        fixture.add(TestTool.of("test.huge", (input, context) -> JsonObject.of("text", one)));
        var failed = fixture.fail("test.huge");
        assertThat(failed.toolCode()).isEqualTo("output_too_large");
        assertThat(failed.message()).contains("262144 bytes");
        assertThat(fixture.store.everything()).hasSizeLessThan(20_000);
    }

    @Test
    void valuesThatNestWithoutEndAreRefused() throws Exception {
        fixture.add(TestTool.of("test.deep", (input, context) -> {
            JsonValue value = JsonArray.EMPTY;
            for (int i = 0; i < 5_000; i++) {
                value = new JsonArray(List.of(value));
            }
            return JsonObject.builder().put("deep", value).build();
        }));
        assertThat(fixture.fail("test.deep").message()).contains("too deep");
        fixture.add(TestTool.of("test.echo", (input, context) -> JsonObject.builder().put("in", input).build()));
        assertThat(fixture.run(fixture.request("test.echo", nested(47)))).isInstanceOf(CallOutcome.Returned.class);
        assertThat(fixture.fail(fixture.request("test.echo", nested(48))).toolCode()).isEqualTo("invalid_output");
        var refused = fixture.fail(fixture.request("test.echo", nested(49)));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(InputPlace.pointer(refused.message())).contains("/input");
    }

    private static JsonObject nested(int depth) {
        var nested = JsonObject.EMPTY;
        for (int i = 1; i < depth; i++) {
            nested = JsonObject.builder().put("in", nested).build();
        }
        return nested;
    }

    @Test
    void aReasonWithoutEndIsCut() throws Exception {
        fixture.add(TestTool.of("test.talks", (input, context) -> {
            throw new ToolException("x".repeat(1_000), "y".repeat(1 << 20));
        }));
        var failed = fixture.fail("test.talks");
        assertThat(failed.message()).hasSizeLessThan(5_000);
        assertThat(failed.toolCode()).hasSizeLessThan(100);
    }

    @Test
    void anActionThatFailsOrBlocksDoesNotKeepTheCallFromBeingCancelled() throws Exception {
        var started = new CountDownLatch(1);
        var second = new CountDownLatch(1);
        fixture.add(TestTool.of("test.acts", (input, context) -> {
            context.cancellation().onRequest(() -> {
                throw new IllegalStateException("on purpose");
            });
            context.cancellation().onRequest(() -> {
                second.countDown();
                java.util.concurrent.locks.LockSupport.parkNanos(Long.MAX_VALUE);
            });
            started.countDown();
            new CountDownLatch(1).await();
            return JsonObject.EMPTY;
        }));
        var call = fixture.start(fixture.request("test.acts", JsonObject.EMPTY));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.runner.cancel("default", "c_1")).isTrue();
        assertThat(((CallOutcome.Failed) call.get(30, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itsProgramsEndWithIt() throws Exception {
        var bundle = fixture.framework.install("runs.programs", "1.0.0");
        var child = new AtomicReference<String>("");
        var tool = TestTool.of("test.program", (input, context) -> {
            context.processes().run(new dev.postern.api.tool.ProcessAccess.Command("sleep", List.of("4712"),
                    Map.of(), "workspace", java.time.Duration.ofSeconds(60), 100));
            child.set("it ended");
            return JsonObject.EMPTY;
        }).timeout(1_000);
        bundle.getBundleContext().registerService(dev.postern.api.tool.DescribedTool.class, tool, null);
        assertThat(fixture.fail("test.program").code()).isEqualTo(ErrorCode.TIMEOUT);
        Fixture.await(() -> ProcessHandle.current().descendants().noneMatch(process -> process.info().arguments()
                .filter(line -> List.of(line).contains("4712")).isPresent()));
        assertThat(child.get()).isEmpty();
    }

    @Test
    void aCallerThatIsInterruptedLeavesWhatMayHaveHadItsEffectInDoubt() throws Exception {
        interruptCallerOf("test.once", false);
        assertThat(fixture.store.call("c_1").state()).isEqualTo(Call.State.IN_DOUBT);
        assertThat(fixture.store.last(RecordType.TOOL_IN_DOUBT).call()).isEqualTo("c_1");
    }

    @Test
    void aCallerThatIsInterruptedLeavesWhatCanBeRepeatedAsItStands() throws Exception {
        interruptCallerOf("test.again", true);
        assertThat(fixture.store.call("c_1").state()).isEqualTo(Call.State.RUNNING);
    }

    private void interruptCallerOf(String tool, boolean idempotent) throws Exception {
        var started = new CountDownLatch(1);
        fixture.add(TestTool.of(tool, (_, _) -> {
            started.countDown();
            new CountDownLatch(1).await();
            return JsonObject.EMPTY;
        }).risk(Risk.LOW, idempotent));
        var thrown = new CompletableFuture<Throwable>();
        var caller = Thread.ofVirtual().start(() -> {
            try {
                fixture.run(tool);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }
}
