// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.StoreException;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call goes through, and what stands on record of it. */
class CallTest {
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
    void returnsWhatTheToolReturnsAndRecordsEachStep() throws Exception {
        fixture.add(TestTool.of("test.echo", (input, context) -> JsonObject.builder()
                .put("said", input.text("say"))
                .put("at", context.clock().instant().toString())
                .build()));
        var outcome = (CallOutcome.Returned) fixture.run(
                fixture.request("test.echo", JsonObject.of("say", "hi")));
        assertThat(outcome.output().text("said")).contains("hi");
        assertThat(fixture.store.types()).containsExactly(RecordType.TOOL_REQUESTED, RecordType.POLICY_DECIDED,
                RecordType.TOOL_STARTED, RecordType.TOOL_FINISHED);
        var row = fixture.store.call("c_1");
        assertThat(row.state()).isEqualTo(Call.State.FINISHED);
        assertThat(row.output()).contains(outcome.output());
        assertThat(row.attempt()).isEqualTo(1);
        var decided = fixture.store.last(RecordType.POLICY_DECIDED);
        assertThat(decided.replay().object("input").orElseThrow().text("tool")).contains("test.echo");
        assertThat(decided.meta().integer("revision")).contains(0L);
        assertThat(decided.meta().text("version")).contains("1.0.0");
        assertThat(decided.meta().text("bundle")).contains(row.bundle()).isNotEqualTo(Optional.of(""));
        assertThat(fixture.store.last(RecordType.TOOL_STARTED).replay().members()).containsKeys("seed", "at");
        // the time that the tool saw
        assertThat(fixture.store.last(RecordType.TOOL_FINISHED).replay().array("times").orElseThrow().strings())
                .containsExactly(outcome.output().text("at").orElseThrow());
        assertThat(fixture.metrics.counts).containsEntry("postern_callstool,test.echo,outcome,returned", 1);
    }

    @Test
    void recordsTheTraceThatACallBelongsTo() throws Exception {
        fixture.add(TestTool.of("test.echo", (input, _) -> input));
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        fixture.run(fixture.traced(fixture.request("test.echo", JsonObject.EMPTY), trace));
        assertThat(fixture.store.last(RecordType.TOOL_REQUESTED).meta().text("traceparent")).contains(trace);
        fixture.run(fixture.request("test.echo", JsonObject.EMPTY));
        assertThat(fixture.store.last(RecordType.TOOL_REQUESTED).meta().members()).doesNotContainKey("traceparent");
    }

    @Test
    void sendsNoRandomValueThatTheSeedOnRecordDoesNotGive() throws Exception {
        fixture.add(TestTool.of("test.dice",
                (input, context) -> JsonObject.of("value", Long.toString(context.random().nextLong()))));
        var outcome = (CallOutcome.Returned) fixture.run("test.dice");
        long seed = Long.parseLong(
                fixture.store.last(RecordType.TOOL_STARTED).replay().text("seed").orElseThrow());
        assertThat(outcome.output().text("value")).contains(Long.toString(
                java.util.random.RandomGeneratorFactory.of("L64X128MixRandom").create(seed).nextLong()));
    }

    @Test
    void keepsTheTimesOfAnAttemptThatWasRepeated() throws Exception {
        var seen = new ArrayList<String>();
        fixture.add(TestTool.of("test.twice", (_, context) -> {
            seen.add(context.clock().instant().toString());
            if (seen.size() == 1) {
                throw new ToolException("busy", "later", true, null);
            }
            return JsonObject.EMPTY;
        }).backoff(2, Duration.ofMillis(1)).timeout(30_000));
        fixture.run("test.twice");
        assertThat(fixture.store.last(RecordType.TOOL_STARTED).replay().array("timesBefore").orElseThrow().strings())
                .containsExactly(seen.getFirst());
        assertThat(fixture.store.last(RecordType.TOOL_FINISHED).replay().array("times").orElseThrow().strings())
                .containsExactly(seen.getLast());
    }

    @Test
    void theIntentIsDurableBeforeAToolThatMayChangeSomething() throws Exception {
        var durable = new AtomicBoolean();
        fixture.add(TestTool.of("test.effect", (input, context) -> {
            durable.set(fixture.store.types().contains(RecordType.TOOL_STARTED));
            return JsonObject.EMPTY;
        }).risk(Risk.LOW, false));
        fixture.run("test.effect");
        assertThat(durable).isTrue();
    }

    @Test
    void theIntentOfALowRiskToolThatCanBeRepeatedRidesAlong() throws Exception {
        var durable = new AtomicBoolean(true);
        fixture.add(TestTool.of("test.read", (input, context) -> {
            durable.set(!fixture.store.types().isEmpty());
            return JsonObject.EMPTY;
        }));
        fixture.run("test.read");
        assertThat(durable).isFalse();
    }

    @Test
    void nothingRunsWhenTheIntentCannotBeRecorded() {
        var ran = new AtomicBoolean();
        fixture.add(TestTool.of("test.effect", (input, context) -> {
            ran.set(true);
            return JsonObject.EMPTY;
        }).risk(Risk.LOW, false));
        fixture.store.refuse();
        assertThatThrownBy(() -> fixture.runner.run(
                fixture.request("test.effect", JsonObject.EMPTY), new Recorder(fixture.store)))
                .isInstanceOf(StoreException.class);
        assertThat(ran).isFalse();
    }

    @Test
    void saysWhereAnInputBreaksItsSchemaAndFillsInDefaults() throws Exception {
        fixture.add(TestTool.of("test.limit", (input, context) -> input).schemas(
                "{\"type\":\"object\",\"properties\":{\"limit\":{\"type\":\"integer\",\"maximum\":5,\"default\":3}},"
                        + "\"additionalProperties\":false}",
                "{\"type\":\"object\"}"));
        var failed = fixture.fail(fixture.request("test.limit", JsonObject.builder().put("limit", 9).build()));
        assertThat(failed.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(failed.message()).startsWith("input/limit: ").contains("5");
        assertThat(InputPlace.pointer(failed.message())).contains("/input/limit");
        assertThat(fixture.store.types()).containsExactly(RecordType.TOOL_REQUESTED, RecordType.TOOL_FINISHED);
        assertThat(((CallOutcome.Returned) fixture.run("test.limit")).output().integer("limit")).contains(3L);
    }

    @Test
    void saysThatAToolOrVersionIsNotThere() throws Exception {
        fixture.add(TestTool.of("test.one", (input, context) -> JsonObject.EMPTY));
        assertThat(fixture.fail("test.none").code()).isEqualTo(ErrorCode.NOT_FOUND);
        var wanted = fixture.fail(fixture.versions(fixture.request("test.one", JsonObject.EMPTY), "[2,3)"));
        assertThat(wanted.message()).contains("[2,3)");
        assertThat(fixture.fail(fixture.versions(fixture.request("test.one", JsonObject.EMPTY), "[[")).code())
                .isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(fixture.metrics.counts).containsKey("postern_callstool,none,outcome,not_found");
    }

    @Test
    void choosesByRangeThenPinThenTheHighest() throws Exception {
        for (var version : List.of("1.9.0", "1.10.0", "2.0.0")) {
            fixture.add(TestTool.of("test.which", (input, context) -> JsonObject.of("version", version))
                    .version(version));
        }
        assertThat(version("")).isEqualTo("2.0.0");
        fixture.settings = pinned(Map.of("test.which", 1));
        assertThat(version("")).isEqualTo("1.10.0");
        assertThat(version("[1.9,1.10)")).isEqualTo("1.9.0");
        assertThat(fixture.store.last(RecordType.TOOL_STARTED).meta().text("version")).contains("1.9.0");
    }

    private String version(String range) throws Exception {
        var outcome = fixture.run(fixture.versions(fixture.request("test.which", JsonObject.EMPTY), range));
        return ((CallOutcome.Returned) outcome).output().text("version").orElseThrow();
    }

    private dev.postern.core.session.SessionSettings pinned(Map<String, Integer> pins) {
        var s = fixture.settings;
        return new dev.postern.core.session.SessionSettings(s.planner(), s.models(), s.queueMode(), s.maxQueued(),
                s.allow(), s.deny(), s.maxRisk(), s.confirmFrom(), s.approvalMode(), s.dryRun(), s.messagesPerMinute(),
                pins, s.collect(), s.instruction(), s.limits());
    }

    @Test
    void aToolsOwnFailureKeepsItsReason() throws Exception {
        fixture.add(TestTool.of("test.refuses", (input, context) -> {
            throw new ToolException("not_found", "there is no such thing");
        }));
        var failed = fixture.fail("test.refuses");
        assertThat(failed.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(failed.toolCode()).isEqualTo("not_found");
        assertThat(failed.message()).isEqualTo("there is no such thing");
        assertThat(fixture.store.last(RecordType.TOOL_FINISHED).meta().text("code")).contains("not_found");
    }

    @Test
    void whatACallWasGivenEndsWithIt() throws Exception {
        var kept = new AtomicReference<ToolContext>();
        fixture.add(TestTool.of("test.keeps", (input, context) -> {
            kept.set(context);
            return JsonObject.EMPTY;
        }));
        fixture.run("test.keeps");
        var context = kept.get();
        for (Runnable use : List.<Runnable>of(context::clock, context::random, context::files, context::http,
                context::processes, context::secrets, context::progress, context::configuration)) {
            assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class);
        }
    }
}
