package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
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
        fixture = new Fixture(folder, Map.of("grace_millis", 200L));
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
        assertThat(fixture.store.call("c_1").error().orElseThrow().code()).isEqualTo("interrupted");
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
        assertThat(second.get(30, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Failed.class);
        assertThat(begun).hasValue(1);
    }

    private TestTool waiting(String name) {
        return TestTool.of(name, (input, context) -> {
            begun.incrementAndGet();
            new CountDownLatch(1).await();
            return input;
        });
    }
}
