// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.store.RecordType;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that had begun when the gateway went down. */
class CrashRulesTest {
    @TempDir
    Path folder;

    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicReference<String> key = new AtomicReference<>("");
    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture(folder);
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private TestTool counting(String name) {
        return TestTool.of(name, (input, context) -> {
            ran.incrementAndGet();
            key.set(context.idempotencyKey());
            return JsonObject.EMPTY;
        });
    }

    @Test
    void runsAgainWithTheSameKeyWhenThatDoesNothingTwice() throws Exception {
        fixture.add(counting("test.repeatable"));
        var request = fixture.request("test.repeatable", JsonObject.of("a", "b"));
        fixture.run(request);
        var requestedAt = fixture.store.call("c_1").requestedAt();
        assertThat(fixture.run(fixture.again(request))).isInstanceOf(CallOutcome.Returned.class);
        assertThat(ran).hasValue(2);
        assertThat(key.get()).isEqualTo("c_1");
        var row = fixture.store.call("c_1");
        assertThat(row.attempt()).isEqualTo(2);
        assertThat(row.requestedAt()).isEqualTo(requestedAt);
        assertThat(fixture.store.types()).containsOnlyOnce(RecordType.TOOL_REQUESTED);
    }

    @Test
    void standsInDoubtWhenItMustNotRunTwice() throws Exception {
        fixture.add(counting("test.once").risk(Risk.LOW, false));
        var request = fixture.request("test.once", JsonObject.of("a", "b"));
        fixture.run(request);
        assertThat(fixture.run(fixture.again(request))).isInstanceOf(CallOutcome.InDoubt.class);
        assertThat(ran).hasValue(1);
        assertThat(fixture.store.call("c_1").state()).isEqualTo(Call.State.IN_DOUBT);
        assertThat(fixture.store.call("c_1").input()).isEqualTo(JsonObject.of("a", "b"));
    }

    @Test
    void standsInDoubtWhenItsToolIsGoneOrWantsAnotherInputNow() throws Exception {
        var registration = fixture.add(counting("test.once").risk(Risk.LOW, false));
        var request = fixture.request("test.once", JsonObject.EMPTY);
        fixture.run(request);
        registration.unregister();
        assertThat(fixture.run(fixture.again(request))).isInstanceOf(CallOutcome.InDoubt.class);
        var row = fixture.store.call("c_1");
        assertThat(row.state()).isEqualTo(Call.State.IN_DOUBT);
        assertThat(row.version()).isEqualTo("1.0.0");
        assertThat(row.bundle()).isNotEmpty();

        fixture.add(counting("test.once").risk(Risk.LOW, false)
                .schemas("{\"type\":\"object\",\"required\":[\"new\"]}", "{\"type\":\"object\"}"));
        assertThat(fixture.run(fixture.again(request))).isInstanceOf(CallOutcome.InDoubt.class);
        assertThat(ran).hasValue(1);
    }

    @Test
    void thatWasOnlyAskedForBeginsAfresh() throws Exception {
        fixture.add(counting("test.once").risk(Risk.LOW, false));
        assertThat(fixture.run("test.once")).isInstanceOf(CallOutcome.Returned.class);
        assertThat(ran).hasValue(1);
    }
}
