// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.ApprovalRecords;
import dev.postern.core.hash.Sha256;
import dev.postern.core.session.Session;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Write;
import dev.postern.core.tool.Resolution;
import dev.postern.core.tool.Resolution.Outcome;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import dev.postern.store.internal.FailingStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator says what became of a direct call in doubt. */
class ResolveTest {
    private static final JsonObject INPUT = JsonObject.of("to", "alice");
    private static final Asked OPERATOR = Asked.as("k_operator", "sessions:others");

    @TempDir
    Path folder;

    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private Fixture fixture;
    private FailingStore store;
    private WaitingCalls waiting;
    private CallsResolve resolve;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        fixture.add(tool("mail.send", Risk.LOW));
        fixture.add(tool("mail.confirmed", Risk.MEDIUM));
        fixture.journal().commit(Batch.of(new Write.PutToken(new Write.StoredToken(Fixture.CLIENT.id(), "0".repeat(64),
                "test", Fixture.CLIENT, Instant.parse("2026-11-22T10:00:00Z"), null, null))));
        start();
    }

    private void start() {
        store = new FailingStore(fixture.journal());
        waiting = new WaitingCalls(store, fixture.rows(), fixture.database().journal(), fixture.runner,
                fixture.recovery(),
                fixture.registry, new StrictJson(), Sha256::hex, new Entrance(), Duration.ofMillis(20));
        resolve = new CallsResolve(fixture.runner, fixture.rows(), fixture.journal(), fixture.registry, waiting);
    }

    @AfterEach
    void close() throws Exception {
        waiting.close();
        fixture.close();
    }

    private TestTool tool(String name, Risk risk) {
        return TestTool.of(name, (input, context) -> {
            keys.add(context.idempotencyKey());
            return JsonObject.of("sent", "yes");
        }).risk(risk, false).redact("/input/pin");
    }

    @Test
    void thatItHappened() throws Exception {
        var call = doubtful("mail.send", INPUT);
        assertThat(resolve(call, Outcome.DONE).state()).isEqualTo(Call.State.FINISHED);
        assertThat(row(call).output().orElseThrow().text("resolved")).contains("done");
        assertThat(row(call).output().orElseThrow().text("note")).contains("I looked");
        assertThat(last(RecordType.TOOL_RESOLVED).meta()).isEqualTo(JsonObject.builder().put("tool", "mail.send")
                .put("principal", "tok_1").put("version", "1.0.0").put("outcome", "done").put("by", "k_operator")
                .build());
        assertThat(last(RecordType.TOOL_RESOLVED).payload().text("note")).contains("I looked");
        assertThat(last(RecordType.TOOL_FINISHED).meta().text("state")).contains("finished");
        assertThat(fixture.rows().openDirectCalls()).isEmpty();
        assertThat(keys).hasSize(1);
    }

    @Test
    void thatItIsGivenUp() throws Exception {
        var call = doubtful("mail.send", INPUT);
        assertThat(resolve(call, Outcome.ABANDON).state()).isEqualTo(Call.State.FAILED);
        assertThat(row(call).error().orElseThrow().shown()).isEqualTo("abandoned");
        assertThat(last(RecordType.TOOL_FINISHED).meta().text("code")).contains("abandoned");
        assertThat(keys).hasSize(1);
    }

    @Test
    void thatItIsMadeAgainUnderTheSameKey() throws Exception {
        var call = doubtful("mail.send", INPUT);
        assertThat(resolve(call, Outcome.RETRY).state()).isEqualTo(Call.State.REQUESTED);
        Fixture.await(() -> row(call).state() == Call.State.FINISHED);
        assertThat(keys).containsExactly(call, call);
        assertThat(row(call).attempt()).isEqualTo(2);
        assertThat(entries(RecordType.TOOL_REQUESTED)).hasSize(1);
    }

    @Test
    void thatItIsMadeAgainOnceSomebodyLetsIt() throws Exception {
        var call = doubtful("mail.confirmed", INPUT);
        resolve(call, Outcome.RETRY);
        Fixture.await(() -> row(call).state() == Call.State.WAITING_APPROVAL);
        assertThat(keys).hasSize(1);
        approve(row(call).approval().orElseThrow());
        Fixture.await(() -> row(call).state() == Call.State.FINISHED);
        assertThat(keys).containsExactly(call, call);
    }

    @Test
    void thatItIsMadeAgainAfterARestart() throws Exception {
        var call = doubtful("mail.send", INPUT);
        waiting.close();
        // as when the gateway went down in between
        fixture.journal().commit(new Batch(new Resolution(Outcome.RETRY, "k_operator", Instant.now(), "")
                .writes(row(call))));
        start();
        Fixture.await(() -> row(call).state() == Call.State.FINISHED);
        assertThat(keys).containsExactly(call, call);
    }

    @Test
    void thatItIsMadeAgainByTheMajorThatItHadHoweverLateThatComes() throws Exception {
        var first = fixture.add(tool("mail.late", Risk.LOW));
        var call = doubtful("mail.late", INPUT);
        waiting.close();
        fixture.journal().commit(new Batch(new Resolution(Outcome.RETRY, "k_operator", Instant.now(), "")
                .writes(row(call))));
        first.unregister();
        fixture.add(tool("mail.late", Risk.LOW).version("2.0.0"));
        var awaited = new CompletableFuture<String>();
        var registry = (ToolRegistry) Proxy.newProxyInstance(ToolRegistry.class.getClassLoader(),
                new Class<?>[]{ToolRegistry.class}, (_, method, arguments) -> {
                    if (method.getName().equals("await")) {
                        awaited.complete((String) arguments[1]);
                    }
                    return method.invoke(fixture.registry, arguments);
                });
        waiting = new WaitingCalls(store, fixture.rows(), fixture.database().journal(), fixture.runner,
                fixture.recovery(), registry,
                new StrictJson(), Sha256::hex, new Entrance(), Duration.ofMillis(20));
        assertThat(awaited.get(30, TimeUnit.SECONDS)).isEqualTo("[1,2)");
        fixture.add(tool("mail.late", Risk.LOW).version("1.2.0"));
        Fixture.await(() -> row(call).endedAt().isPresent());
        assertThat(row(call).state()).isEqualTo(Call.State.FINISHED);
        assertThat(row(call).version()).isEqualTo("1.2.0");
    }

    @Test
    void thatItIsMadeAgainOnceTheStoreAnswersAgain() throws Exception {
        var call = doubtful("mail.send", INPUT);
        store.fails(true);
        resolve(call, Outcome.RETRY);
        Fixture.await(() -> store.failures() > 1);
        assertThat(row(call).state()).isEqualTo(Call.State.REQUESTED);
        assertThat(keys).hasSize(1);
        store.fails(false);
        Fixture.await(() -> row(call).state() == Call.State.FINISHED);
        assertThat(keys).containsExactly(call, call);
    }

    @Test
    void whatWaitsForTheStoreToBeMadeAgainCanBeCancelled() throws Exception {
        var call = doubtful("mail.send", INPUT);
        store.fails(true);
        resolve(call, Outcome.RETRY);
        Fixture.await(() -> store.failures() > 1);
        assertThat(cancel(call)).isEqualTo(Call.State.CANCELLED);
        store.fails(false);
        Fixture.await(() -> row(call).state() == Call.State.CANCELLED);
        assertThat(keys).hasSize(1);
        assertThat(fixture.rows().openDirectCalls()).isEmpty();
    }

    @Test
    void whatIsToBeMadeAgainAndNobodyTookUpCanBeCancelled() throws Exception {
        var call = doubtful("mail.send", INPUT);
        fixture.journal().commit(new Batch(new Resolution(Outcome.RETRY, "k_operator", Instant.now(), "")
                .writes(row(call))));
        assertThat(cancel(call)).isEqualTo(Call.State.CANCELLED);
        assertThat(row(call).state()).isEqualTo(Call.State.CANCELLED);
        assertThat(row(call).error().orElseThrow().message()).contains("may have happened the first time");
        assertThat(keys).hasSize(1);
    }

    @Test
    void whatCameOfItIsKeptUntilTheStoreTakesIt() throws Exception {
        fixture.add(TestTool.of("mail.slow", (input, _) -> {
            keys.add("slow");
            store.fails(keys.size() > 1);
            return JsonObject.of("sent", "yes");
        }).risk(Risk.LOW, false));
        var call = doubtful("mail.slow", INPUT);
        resolve(call, Outcome.RETRY);
        Fixture.await(() -> store.failures() > 1);
        assertThat(row(call).state()).isEqualTo(Call.State.RUNNING);
        store.fails(false);
        Fixture.await(() -> row(call).state() == Call.State.FINISHED);
        assertThat(keys).hasSize(2);
    }

    private Call.State cancel(String call) throws Exception {
        return new CallsCancel(fixture.runner, fixture.rows(), fixture.journal())
                .handle(new CallsCancel.Params(call), Asked.by(Fixture.CLIENT)).state();
    }

    @Test
    void onlyOnce() throws Exception {
        var call = doubtful("mail.send", INPUT);
        resolve(call, Outcome.DONE);
        for (var outcome : Outcome.values()) {
            assertThatThrownBy(() -> resolve(call, outcome)).isInstanceOfSatisfying(WireException.class, refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
                assertThat(refused.details().getFirst().text("outcome")).contains("done");
                assertThat(refused.details().getFirst().text("by")).contains("k_operator");
            });
        }
        assertThat(keys).hasSize(1);
        assertThat(entries(RecordType.TOOL_RESOLVED)).hasSize(1);
    }

    @Test
    void onlyOfWhatIsInDoubtAndWithinReach() throws Exception {
        var call = doubtful("mail.send", INPUT);
        assertThatThrownBy(() -> resolve.handle(new CallsResolve.Params(call, Outcome.DONE, Optional.empty()),
                Asked.as("tok_2", "sessions:write"))).hasMessage("there is no call " + call);
        var running = doubtful("mail.send", INPUT);
        fixture.journal().commit(Batch.of(new Write.PutCall(row(running).now(Call.State.RUNNING, Optional.empty(),
                Optional.empty()))));
        assertThatThrownBy(() -> resolve(running, Outcome.ABANDON)).hasMessageContaining("is not in doubt");
    }

    /** Nobody gets around his own quarantine. */
    @Test
    void nothingIsMadeAgainInQuarantine() throws Exception {
        var call = doubtful("mail.send", INPUT);
        var old = fixture.rows().session(Fixture.CLIENT.tenant(), row(call).session()).orElseThrow();
        fixture.journal().commit(Batch.of(new Write.PutSession(new Session(old.id(), old.tenant(), old.workspace(),
                old.surface(), old.peer(), old.thread(), old.createdAt(), old.updatedAt(), old.revision() + 1,
                Session.ExecutionState.QUARANTINED, old.settings(), old.progress()), old.revision())));
        assertThatThrownBy(() -> resolve(call, Outcome.RETRY)).hasMessageContaining("is quarantined");
        assertThat(row(call).state()).isEqualTo(Call.State.IN_DOUBT);
    }

    @Test
    void whatCannotBeMadeAgainSaysWhyAndStaysInDoubt() throws Exception {
        var secret = doubtful("mail.send", JsonObject.builder().put("to", "alice").put("pin", "4711").build());
        assertThatThrownBy(() -> resolve(secret, Outcome.RETRY)).isInstanceOfSatisfying(WireException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED))
                .hasMessageContaining("secret arguments are not kept");
        assertThat(row(secret).state()).isEqualTo(Call.State.IN_DOUBT);
        fixture.journal().commit(Batch.of(new Write.PutToken(new Write.StoredToken(Fixture.CLIENT.id(), "0".repeat(64),
                "test", Fixture.CLIENT, Instant.parse("2026-11-22T10:00:00Z"), null, Instant.now()))));
        var revoked = doubtful("mail.send", INPUT);
        assertThatThrownBy(() -> resolve(revoked, Outcome.RETRY)).hasMessageContaining("has no token any more");
        assertThat(resolve(revoked, Outcome.ABANDON).state()).isEqualTo(Call.State.FAILED);
    }

    /** One that ran, and of which nobody knows that any more. */
    private String doubtful(String tool, JsonObject input) throws Exception {
        var invoke = fixture.toolsInvoke();
        String call;
        try {
            call = invoke.handle(new ToolsInvoke.Params(tool, Optional.empty(), input, Optional.empty(), false),
                    Asked.by(Fixture.CLIENT)).call();
        } catch (WireException asked) {
            call = asked.details().getFirst().text("call").orElseThrow();
            approve(asked.details().getFirst().text("approval").orElseThrow());
        } finally {
            invoke.deactivate();
        }
        var id = call;
        Fixture.await(() -> row(id).state() == Call.State.FINISHED);
        fixture.journal().commit(Batch.of(new Write.PutCall(row(id).now(Call.State.IN_DOUBT, Optional.empty(),
                Optional.empty()))));
        return id;
    }

    private void approve(String approval) throws Exception {
        fixture.journal().commit(new Batch(ApprovalRecords.decided(
                fixture.rows().approval("default", approval).orElseThrow(), Approval.State.APPROVED,
                new Approval.Decision("k_operator", Instant.parse("2026-11-22T10:00:00Z"), ""))));
    }

    private CallsResolve.Result resolve(String call, Outcome outcome) throws Exception {
        return resolve.handle(new CallsResolve.Params(call, outcome, Optional.of("I looked")), OPERATOR);
    }

    private Call row(String call) {
        return fixture.rows().call("default", call).orElseThrow();
    }

    private List<Entry> entries(RecordType type) {
        return fixture.database().journal().after(0, 1_000).stream().map(JournalRecord::entry)
                .filter(entry -> entry.type() == type).toList();
    }

    private Entry last(RecordType type) {
        return entries(type).getLast();
    }
}
