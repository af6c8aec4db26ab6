// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
import dev.postern.core.approval.WaitingCall;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that needs a person's word: asked for, given, used once; over the real store. */
class GateTest {
    static final JsonObject INPUT = JsonObject.of("to", "alice");

    @TempDir
    Path folder;

    private final AtomicInteger ran = new AtomicInteger();
    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        fixture.add(tool());
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private TestTool tool() {
        return TestTool.of("mail.send", (input, _) -> {
            ran.incrementAndGet();
            return input;
        }).risk(Risk.MEDIUM, false);
    }

    @Test
    void asksAndShowsExactlyWhatItAsksFor() throws Exception {
        var asked = waits(request());
        assertThat(ran).hasValue(0);
        assertThat(topics()).containsExactly("tool.requested", "policy.decided", "approval.requested");
        var row = call("c_1");
        assertThat(row.state()).isEqualTo(Call.State.WAITING_APPROVAL);
        assertThat(row.approval()).contains(asked.id());
        assertThat(approval(asked.id())).isEqualTo(asked);
        assertThat(asked.mode()).isEqualTo(Approval.Mode.CONFIRM);
        assertThat(asked.state()).isEqualTo(State.PENDING);
        assertThat(asked.input()).isEqualTo(INPUT);
        assertThat(asked.tool()).isEqualTo("mail.send");
        assertThat(asked.version()).isEqualTo("1.0.0");
        assertThat(asked.principal()).isEqualTo("tok_1");
        var serving = fixture.registry.find("mail.send", "").orElseThrow();
        assertThat(asked.schemas()).contains(serving.schemas());
        assertThat(entries(RecordType.POLICY_DECIDED).getFirst().replay().object("input").orElseThrow())
                .as("what a grant is held against").satisfies(judged -> {
                    assertThat(judged.text("bundle")).contains(serving.bundle());
                    assertThat(judged.text("schemas")).contains(serving.schemas());
                });
        assertThat(asked.rules()).containsExactly("risk.medium");
        assertThat(asked.digest()).matches("[0-9a-f]{64}");
        assertThat(asked.expiresAt()).isEqualTo(asked.requestedAt().plusSeconds(86_400));
        var said = entries(RecordType.APPROVAL_REQUESTED).getFirst();
        assertThat(said.meta().members()).containsOnlyKeys("approval", "mode", "tool", "version", "bundle", "risk",
                "principal", "origin", "rules", "reason", "digest", "revision", "expiresAt", "step");
        assertThat(said.payload().object("input")).contains(INPUT);
    }

    @Test
    void recordsNothingWhileNobodyDecidesAndNothingChanges() throws Exception {
        var request = request();
        var asked = waits(request);
        long before = fixture.database().journal().newest();
        for (int i = 0; i < 3; i++) {
            assertThat(waits(fixture.waiting(request))).isEqualTo(asked);
        }
        assertThat(fixture.database().journal().newest()).isEqualTo(before);
    }

    @Test
    void runsOnceWithTheWordThatWasGivenAndUsesItUp() throws Exception {
        var request = request();
        var asked = waits(request);
        decide(asked, State.APPROVED, "looks right");
        assertThat(fixture.run(fixture.waiting(request))).isEqualTo(new CallOutcome.Returned(INPUT, false));
        assertThat(ran).hasValue(1);
        assertThat(approval(asked.id()).state()).isEqualTo(State.CONSUMED);
        assertThat(approval(asked.id()).decision().orElseThrow().by()).isEqualTo("k_operator");
        assertThat(entries(RecordType.TOOL_STARTED).getFirst().meta().text("approval")).contains(asked.id());
        assertThat(topics()).containsExactly("tool.requested", "policy.decided", "approval.requested",
                "approval.decided", "policy.decided", "tool.started", "tool.finished");
        // what has ended is told, and not done, again
        assertThat(fixture.run(fixture.waiting(request))).isEqualTo(new CallOutcome.Returned(INPUT, true));
        assertThat(ran).hasValue(1);
        assertThat(topics()).hasSize(7);
    }

    @Test
    void endsWithTheRefusalOfWhoRefused() throws Exception {
        var request = request();
        decide(waits(request), State.DENIED, "not on a Sunday");
        var failed = fixture.fail(fixture.waiting(request));
        assertThat(failed.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(failed.message()).contains("k_operator", "not on a Sunday");
        assertThat(call("c_1").state()).isEqualTo(Call.State.DENIED);
        assertThat(call("c_1").input()).isEqualTo(INPUT);
        assertThat(ran).hasValue(0);
    }

    @Test
    void aRefusalHoldsWhateverTheRulesSayByThen() throws Exception {
        var request = request();
        decide(waits(request), State.DENIED, "no");
        fixture.policy().decide(Effect.ALLOW);
        assertThat(fixture.fail(fixture.waiting(request)).code()).isEqualTo(ErrorCode.DENIED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void aQuestionAndAnUnusedWordExpire() throws Exception {
        for (var given : List.of(false, true)) {
            fixture.modify(Map.of("approval_expiry_seconds", given ? 1 : 0));
            var request = request();
            var asked = waits(request);
            if (given) {
                decide(asked, State.APPROVED, "");
                Fixture.await(() -> Instant.now().isAfter(asked.expiresAt()));
            }
            var failed = fixture.fail(fixture.waiting(request));
            assertThat(failed.code()).isEqualTo(ErrorCode.DENIED);
            assertThat(failed.message()).contains("expired");
            assertThat(approval(asked.id()).state()).isEqualTo(State.EXPIRED);
            assertThat(entries(RecordType.APPROVAL_DECIDED).getLast().meta().text("decision")).contains("expired");
        }
        assertThat(ran).hasValue(0);
    }

    @Test
    void aWordDoesNotOutliveTheVersionItWasGivenForAndIsAskedForAgain() throws Exception {
        var request = request();
        var asked = waits(request);
        decide(asked, State.APPROVED, "");
        fixture.add(tool().version("1.1.0"));
        var again = waits(fixture.waiting(request));
        assertThat(ran).hasValue(0);
        assertThat(again.id()).isNotEqualTo(asked.id());
        assertThat(again.version()).isEqualTo("1.1.0");
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        var decided = entries(RecordType.APPROVAL_DECIDED).getLast();
        assertThat(decided.meta().text("decision")).contains("superseded");
        assertThat(decided.meta().text("by")).contains("gateway");
        assertThat(decided.payload().text("reason").orElseThrow()).contains("1.1.0 serves now instead of 1.0.0");
        assertThat(call("c_1").approval()).contains(again.id());
        assertThat(entries(RecordType.TOOL_REQUESTED)).hasSize(1);
        decide(again, State.APPROVED, "");
        assertThat(fixture.run(fixture.waiting(request))).isInstanceOf(CallOutcome.Returned.class);
        assertThat(ran).hasValue(1);
    }

    @Test
    void aWordForOtherSchemasArgumentsOrRulesCountsNoMore() throws Exception {
        var request = request();
        decide(waits(request), State.APPROVED, "");
        fixture.policy().change();
        decide(waits(fixture.waiting(request)), State.APPROVED, "");
        // the same version in other clothes: as when a bundle was tampered with
        var schemas = fixture.add(tool().version("1.1.0").schemas("{\"type\":\"object\",\"title\":\"new\"}",
                "{\"type\":\"object\"}"));
        decide(waits(fixture.waiting(request)), State.APPROVED, "");
        schemas.unregister();
        fixture.add(tool().version("1.1.0"));
        decide(waits(fixture.waiting(request)), State.APPROVED, "");
        var other = new CallRequest("c_1", fixture.session(), Optional.empty(), 0, Fixture.CLIENT, "mail.send", "",
                JsonObject.of("to", "mallory"), request.origin(), false, Optional.empty(),
                CallRequest.Previously.WAITING);
        assertThat(waits(other).input()).isEqualTo(JsonObject.of("to", "mallory"));
        assertThat(ran).hasValue(0);
        assertThat(entries(RecordType.APPROVAL_DECIDED).stream()
                .filter(entry -> entry.meta().text("decision").orElseThrow().equals("superseded"))
                .map(entry -> entry.payload().text("reason").orElseThrow()))
                .containsExactly("the rules changed", "mail.send 1.1.0 serves now instead of 1.0.0",
                        "what was asked for changed", "the arguments changed");
    }

    @Test
    void aWordThatWasGivenForAnotherCallIsNone() throws Exception {
        var first = request();
        var second = request();
        var given = waits(first);
        decide(given, State.APPROVED, "");
        waits(second);
        // a row that somebody bent
        var row = call("c_2");
        fixture.journal().commit(Batch.of(new Write.PutCall(new Call(row.id(), row.tenant(),
                row.session(), row.turn(), row.principal(), row.tool(), row.version(), row.bundle(), row.state(),
                row.attempt(), row.input(), row.output(), row.error(), Optional.of(given.id()), row.requestedAt(),
                row.endedAt()))));
        waits(fixture.waiting(second));
        assertThat(ran).hasValue(0);
    }

    @Test
    void whatTheRulesAllowByThenNeedsNoWord() throws Exception {
        var request = request();
        var asked = waits(request);
        fixture.policy().decide(Effect.ALLOW);
        assertThat(fixture.run(fixture.waiting(request))).isInstanceOf(CallOutcome.Returned.class);
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(entries(RecordType.TOOL_STARTED).getFirst().meta().members()).doesNotContainKey("approval");
    }

    @Test
    void whatTheRulesDenyByThenDoesNotRunWithAnyWord() throws Exception {
        var request = request();
        var asked = waits(request);
        decide(asked, State.APPROVED, "");
        fixture.policy().decide(Effect.DENY);
        assertThat(fixture.fail(fixture.waiting(request)).code()).isEqualTo(ErrorCode.DENIED);
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void aDryRunByThenShowsAndLetsTheQuestionGo() throws Exception {
        var request = request();
        var asked = waits(request);
        decide(asked, State.APPROVED, "");
        fixture.modify(Map.of("dry_run", true));
        assertThat(fixture.run(fixture.waiting(request))).isInstanceOf(CallOutcome.Previewed.class);
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void whoseTokenCountsNoMoreGetsNothing() throws Exception {
        var request = request();
        var asked = waits(request);
        decide(asked, State.APPROVED, "");
        fixture.runner.authenticator = new Authenticator() {
            @Override
            public Optional<Principal> authenticate(String token) {
                return Optional.empty();
            }

            @Override
            public boolean current(Principal principal) {
                return !principal.id().equals("tok_1");
            }
        };
        var failed = fixture.fail(fixture.waiting(request));
        assertThat(failed.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(failed.message()).contains("tok_1");
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void whoseToolIsGoneFindsNone() throws Exception {
        var once = fixture.add(TestTool.of("mail.once", (input, _) -> input).risk(Risk.MEDIUM, false));
        var request = fixture.request("mail.once", INPUT);
        var asked = waits(request);
        decide(asked, State.APPROVED, "");
        once.unregister();
        assertThat(fixture.fail(fixture.waiting(request)).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(call("c_1").version()).isEqualTo("1.0.0");
    }

    @Test
    void isNotAskedForAgainOnceItWasEnded() throws Exception {
        var request = request();
        var asked = waits(request);
        var why = new Call.Failure("cancelled", Optional.empty(), "never mind", false);
        fixture.journal().commit(new Batch(WaitingCall.end(call("c_1"), fixture.rows(), Call.State.CANCELLED, why,
                "k_operator", Instant.now())));
        assertThat(fixture.fail(fixture.waiting(request)).message()).isEqualTo("never mind");
        assertThat(approval(asked.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(topics()).endsWith("approval.requested", "approval.decided", "tool.finished");
    }

    @Test
    void runsOnceHoweverManyLook() throws Exception {
        var request = request();
        decide(waits(request), State.APPROVED, "");
        var looks = java.util.stream.IntStream.range(0, 20)
                .mapToObj(_ -> fixture.start(fixture.waiting(request))).toList();
        for (var look : looks) {
            // who finds it over reads it from its row, which does not say where it came from
            assertThat(look.get(30, TimeUnit.SECONDS)).isIn(new CallOutcome.Returned(INPUT, false),
                    new CallOutcome.Returned(INPUT, true), new CallOutcome.InDoubt());
        }
        assertThat(ran).hasValue(1);
        assertThat(call("c_1").state()).isEqualTo(Call.State.FINISHED);
        assertThat(entries(RecordType.APPROVAL_REQUESTED)).hasSize(1);
    }

    @Test
    void aWordThatWasGivenWaitsForTheNextStartWhenTheGatewayStops() throws Exception {
        var release = new CountDownLatch(1);
        var busy = new CountDownLatch(1);
        fixture.add(TestTool.of("mail.slow", (input, _) -> {
            busy.countDown();
            release.await();
            return input;
        }).risk(Risk.MEDIUM, false).attempts(1, 1));
        var first = fixture.request("mail.slow", INPUT);
        var second = fixture.request("mail.slow", INPUT);
        decide(waits(first), State.APPROVED, "");
        var given = waits(second);
        decide(given, State.APPROVED, "");
        var running = fixture.start(fixture.waiting(first));
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
        var waiting = fixture.start(fixture.waiting(second));
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 2);
        fixture.runner.close();
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Waiting.class);
        assertThat(approval(given.id()).state()).isEqualTo(State.APPROVED);
        release.countDown();
        running.get(30, TimeUnit.SECONDS);
    }

    private CallRequest request() {
        return fixture.request("mail.send", INPUT);
    }

    private Approval waits(CallRequest request) throws Exception {
        return ((CallOutcome.Waiting) fixture.run(request)).approval();
    }

    private void decide(Approval asked, State then, String reason) throws Exception {
        fixture.journal().commit(new Batch(ApprovalRecords.decided(asked, then,
                new Approval.Decision("k_operator", Instant.parse("2026-11-22T10:00:00Z"), reason))));
    }

    private Approval approval(String id) {
        return fixture.rows().approval("default", id).orElseThrow();
    }

    private Call call(String id) {
        return fixture.rows().call("default", id).orElseThrow();
    }

    private List<Entry> entries(RecordType type) {
        return fixture.database().journal().after(0, 1_000).stream()
                .map(JournalRecord::entry)
                .filter(entry -> entry.type() == type).toList();
    }

    private List<String> topics() {
        return fixture.database().journal().after(0, 1_000).stream().map(record -> record.entry().type().topic())
                .toList();
    }
}
