// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolException;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
import dev.postern.session.internal.SessionConfig;
import dev.postern.session.internal.SessionDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The methods of the wire, over the real store. */
class WireTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private DerbyStore database;
    private ToolsInvoke invoke;

    @BeforeEach
    void open() throws Exception {
        fixture = Fixture.durable(folder, Map.of("grace_millis", 30_000L));
        database = fixture.database();
        start();
    }

    private void start() {
        invoke = new ToolsInvoke(fixture.runner, database.store(), database.rows(), sessions(),
                new DirectRecovery(database.store(), database.rows(), fixture.registry, Duration.ofMillis(200),
                        Duration.ofMillis(20)),
                fixture.registry, new Entrance());
    }

    private Sessions sessions() {
        return new SessionDirectory(database.rows(), database.store(),
                Fixture.settings(SessionConfig.class, Map.of()));
    }

    @AfterEach
    void close() throws Exception {
        invoke.deactivate();
        fixture.close();
    }

    @Test
    void callsAToolInThePrincipalsOwnSessionAndShowsTheCall() throws Exception {
        fixture.add(TestTool.of("test.echo", (input, context) -> input));
        var first = invoke.handle(params("test.echo", JsonObject.of("a", "b")), context());
        assertThat(first.output()).contains(JsonObject.of("a", "b"));
        var second = invoke.handle(params("test.echo", JsonObject.EMPTY), context());
        var shown = get(first.call());
        assertThat(shown.state()).isEqualTo(Call.State.FINISHED);
        assertThat(shown.output()).contains(JsonObject.of("a", "b"));
        assertThat(shown.session()).isEqualTo(get(second.call()).session());
        assertThat(database.rows().session("default", "direct", "tok_1", "direct").orElseThrow().id())
                .isEqualTo(shown.session());
    }

    @Test
    void answersFailuresWithTheirCodesAndPlaces() throws Exception {
        fixture.add(TestTool.of("test.strict", (input, context) -> {
            throw new ToolException("no_paper", "the printer has no paper");
        }).schemas("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}", "{\"type\":\"object\"}"));
        fixture.add(TestTool.of("test.medium", (input, context) -> input).risk(Risk.MEDIUM, true));
        var invalid = failure("test.strict", JsonObject.of("n", "x"));
        assertThat(invalid.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(invalid.details().getFirst().text("path")).contains("/input/n");
        var failed = failure("test.strict", JsonObject.EMPTY);
        assertThat(failed.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(failed.details().getFirst().text("toolCode")).contains("no_paper");
        assertThat(failed).hasMessage("the printer has no paper");
        var call = failed.details().getFirst().text("call").orElseThrow();
        assertThat(get(call).state()).isEqualTo(Call.State.FAILED);
        assertThat(failure("test.medium", JsonObject.EMPTY).code()).isEqualTo(ErrorCode.APPROVAL_REQUIRED);
        assertThat(failure("test.none", JsonObject.EMPTY).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void anothersCallIsNotFoundAsOneThatNeverWas() throws Exception {
        fixture.add(TestTool.of("test.echo", (input, context) -> input));
        var call = invoke.handle(params("test.echo", JsonObject.EMPTY), context()).call();
        var stranger = context(new Principal(Principal.Kind.CLIENT, "tok_9", "other", Set.of("*"),
                Principal.Trust.OPERATOR), Optional.empty());
        var methods = new CallsGet(database.rows(), fixture.runner);
        assertThatThrownBy(() -> methods.handle(new CallsGet.Params(call), stranger))
                .hasMessage("there is no call " + call);
    }

    @Test
    void anotherPrincipalsCallIsForThoseWhoReachItsSession() throws Exception {
        var started = new AtomicReference<String>("");
        fixture.add(TestTool.of("test.waits", (input, context) -> {
            started.set(context.call());
            new CountDownLatch(1).await();
            return input;
        }));
        fixture.add(TestTool.of("test.echo", (input, context) -> input));
        var ended = invoke.handle(params("test.echo", JsonObject.EMPTY), context()).call();
        var failure = failing("test.waits", context());
        Fixture.await(() -> !started.get().isEmpty());
        var gets = new CallsGet(database.rows(), fixture.runner);
        var cancels = new CallsCancel(fixture.runner, database.rows(), database.store());

        var colleague = as("tok_2", "tools:read", "tools:invoke");
        assertThatThrownBy(() -> gets.handle(new CallsGet.Params(ended), colleague))
                .hasMessage("there is no call " + ended);
        assertThatThrownBy(() -> cancels.handle(new CallsCancel.Params(ended), colleague))
                .hasMessage("there is no call " + ended);
        assertThatThrownBy(() -> cancels.handle(new CallsCancel.Params(started.get()), colleague))
                .hasMessage("there is no call " + started.get());
        assertThat(failure).isNotDone();

        var operator = as("tok_3", "sessions:others");
        assertThat(gets.handle(new CallsGet.Params(ended), operator).call().principal()).isEqualTo("tok_1");
        cancels.handle(new CallsCancel.Params(started.get()), operator);
        assertThat(((WireException) failure.get(30, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    void callsNothingInAnothersSession() throws Exception {
        fixture.add(TestTool.of("test.echo", (input, context) -> input));
        var session = get(invoke.handle(params("test.echo", JsonObject.EMPTY), context()).call()).session();
        var there = new ToolsInvoke.Params("test.echo", Optional.empty(), JsonObject.EMPTY, Optional.of(session),
                false);
        assertThat(get(invoke.handle(there, context()).call()).session()).isEqualTo(session);
        assertThatThrownBy(() -> invoke.handle(there, as("tok_2", "tools:invoke")))
                .hasMessage("there is no session " + session);
        assertThat(invoke.handle(there, as("tok_3", "tools:invoke", "sessions:others")).output()).isPresent();
    }

    @Test
    void aRepeatableCallThatTakesItsTimeShowsThatItRuns() throws Exception {
        var call = new AtomicReference<String>("");
        fixture.add(TestTool.of("test.waits", (input, context) -> {
            call.set(context.call());
            new CountDownLatch(1).await();
            return input;
        }));
        var failure = failing("test.waits", context());
        Fixture.await(() -> !call.get().isEmpty());
        Fixture.await(() -> database.rows().call("default", call.get()).isPresent());
        assertThat(get(call.get()).state()).isEqualTo(Call.State.RUNNING);
        new CallsCancel(fixture.runner, database.rows(), database.store())
                .handle(new CallsCancel.Params(call.get()), context());
        assertThat(((WireException) failure.get(30, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(get(call.get()).state()).isEqualTo(Call.State.CANCELLED);
    }

    @Test
    void aDryRunShowsTheDecision() throws Exception {
        fixture.add(TestTool.of("test.medium", (input, context) -> input).risk(Risk.MEDIUM, true));
        var result = invoke.handle(new ToolsInvoke.Params("test.medium", Optional.empty(), JsonObject.EMPTY,
                Optional.empty(), true), context());
        assertThat(result.decision().orElseThrow().text("effect")).contains("confirm");
        assertThat(result.output()).isEmpty();
    }

    @Test
    void cancelsACallThatRuns() throws Exception {
        var call = new java.util.concurrent.atomic.AtomicReference<String>("");
        fixture.add(TestTool.of("test.waits", (input, context) -> {
            call.set(context.call());
            new CountDownLatch(1).await();
            return input;
        }));
        var failure = failing("test.waits", context());
        Fixture.await(() -> !call.get().isEmpty());
        var cancel = new CallsCancel(fixture.runner, database.rows(), database.store());
        assertThat(cancel.handle(new CallsCancel.Params(call.get()), context()).state())
                .isEqualTo(Call.State.CANCELLED);
        assertThat(((WireException) failure.get(30, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(get(call.get()).state()).isEqualTo(Call.State.CANCELLED);
        assertThatThrownBy(() -> cancel.handle(new CallsCancel.Params(call.get()), context()))
                .hasMessageContaining("ended already");
    }

    @Test
    void storesTheOutcomeForAnIdempotencyKeyWithTheEffect() throws Exception {
        fixture.add(TestTool.of("test.echo", (input, context) -> input));
        var result = invoke.handle(params("test.echo", JsonObject.of("a", "b")), context(claim("key-1")));
        var stored = database.rows().outcome("default", "tok_1", "tools.invoke", "key-1").orElseThrow();
        assertThat(stored.outcome().text("call")).contains(result.call());
    }

    @Test
    void aCallThatACrashCutOffIsNotRunByItsRepeat() throws Exception {
        var ran = counted("test.once");
        var id = invoke.handle(params("test.once", JsonObject.EMPTY), context(lost("key-2"))).call();
        cutOff(id);
        Fixture.await(() -> get(id, Call.State.IN_DOUBT));
        assertRepeated("test.once", "key-2", ErrorCode.CONFLICT, id);
        // nor after an operator has closed it
        new CallsCancel(fixture.runner, database.rows(), database.store()).handle(new CallsCancel.Params(id),
                context());
        assertRepeated("test.once", "key-2", ErrorCode.CANCELLED, id);
        assertThat(ran).hasValue(1);
    }

    @Test
    void aRepeatGetsWhatIsOnRecordThoughItsOutcomeWasNotStored() throws Exception {
        var ran = counted("test.once");
        var input = JsonObject.of("a", "b");
        var first = invoke.handle(params("test.once", input), context(lost("key-5")));
        assertThat(invoke.handle(params("test.once", input), context(claim("key-5")))).isEqualTo(first);
        fixture.add(TestTool.of("test.fails", (_, _) -> {
            ran.incrementAndGet();
            throw new ToolException("no_luck", "not today");
        }).risk(Risk.LOW, false));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> invoke.handle(params("test.fails", input), context(claim("key-6"))))
                    .isInstanceOfSatisfying(WireException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
                        assertThat(refused).hasMessage("not today");
                        assertThat(refused.retryable()).isFalse();
                        assertThat(refused.details().getFirst().text("toolCode")).contains("no_luck");
                    });
        }
        assertThat(ran).hasValue(2);
    }

    @Test
    void aRepeatRunsAgainWhatMaySucceedLater() throws Exception {
        var ran = new AtomicInteger();
        fixture.add(TestTool.of("test.busy", (input, _) -> {
            if (ran.incrementAndGet() == 1) {
                throw new ToolException("busy", "later", true, null);
            }
            return input;
        }).risk(Risk.LOW, false));
        assertThatThrownBy(() -> invoke.handle(params("test.busy", JsonObject.EMPTY), context(claim("key-7"))))
                .hasMessage("later");
        var id = invoke.handle(params("test.busy", JsonObject.EMPTY), context(claim("key-7"))).call();
        assertThat(get(id).state()).isEqualTo(Call.State.FINISHED);
    }

    @Test
    void aRepeatOfACallThatStillRunsMayComeAgainAndItsEndIsKept() throws Exception {
        var ran = new AtomicInteger();
        var release = new CountDownLatch(1);
        fixture.add(TestTool.of("test.slow", (input, _) -> {
            ran.incrementAndGet();
            release.await();
            return input;
        }).risk(Risk.LOW, false));
        var first = failing("test.slow", context(claim("key-8")));
        Fixture.await(() -> ran.get() == 1);
        var id = "c_kkey-8";
        assertRepeated("test.slow", "key-8", ErrorCode.UNAVAILABLE, id);
        // as after the bundle was updated
        start();
        assertRepeated("test.slow", "key-8", ErrorCode.UNAVAILABLE, id);
        release.countDown();
        Fixture.await(() -> get(id, Call.State.FINISHED));
        assertThat(first).isNotDone();
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 0);
        assertThat(invoke.handle(params("test.slow", JsonObject.EMPTY), context(lost("key-8"))).call()).isEqualTo(id);
        assertThat(ran).hasValue(1);
    }

    @Test
    void aCallWhoseEndWasRefusedIsSettledByItsRepeat() throws Exception {
        var ran = counted("test.once");
        var id = invoke.handle(params("test.once", JsonObject.EMPTY), context(lost("key-9"))).call();
        // on record it runs, and no start looks after it
        database.store().commit(Batch.of(new Write.PutCall(running(id))));
        assertRepeated("test.once", "key-9", ErrorCode.CONFLICT, id);
        assertThat(get(id).state()).isEqualTo(Call.State.IN_DOUBT);
        assertThat(ran).hasValue(1);
    }

    private AtomicInteger counted(String tool) {
        var ran = new AtomicInteger();
        fixture.add(TestTool.of(tool, (input, _) -> {
            ran.incrementAndGet();
            return input;
        }).risk(Risk.LOW, false));
        return ran;
    }

    private void assertRepeated(String tool, String key, ErrorCode code, String call) {
        assertThatThrownBy(() -> invoke.handle(params(tool, JsonObject.EMPTY), context(claim(key))))
                .isInstanceOfSatisfying(WireException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(code);
                    assertThat(refused.retryable()).isEqualTo(code == ErrorCode.UNAVAILABLE);
                    assertThat(refused.details().getFirst().text("call")).contains(call);
                });
    }

    @Test
    void aCallWhoseRepeatDoesNoHarmHasFailedAndGoesOnWhenItIsRepeated() throws Exception {
        var keys = Collections.synchronizedList(new ArrayList<String>());
        fixture.add(TestTool.of("test.again", (input, context) -> {
            keys.add(context.idempotencyKey());
            return input;
        }));
        var call = invoke.handle(params("test.again", JsonObject.EMPTY), context(lost("key-3"))).call();
        cutOff(call);
        Fixture.await(() -> get(call, Call.State.FAILED));
        assertThat(get(call).error().orElseThrow().toolCode()).contains("interrupted");
        assertThat(database.rows().openDirectCalls()).isEmpty();

        var again = invoke.handle(params("test.again", JsonObject.EMPTY), context(claim("key-3")));
        assertThat(again.call()).isEqualTo(call);
        assertThat(get(call).state()).isEqualTo(Call.State.FINISHED);
        assertThat(keys).containsExactly(call, call);
    }

    @Test
    void aRepeatWaitsUntilItIsKnownWhatBecameOfTheFirst() throws Exception {
        var registration = fixture.add(TestTool.of("test.again", (input, context) -> input));
        var call = invoke.handle(params("test.again", JsonObject.EMPTY), context(lost("key-4"))).call();
        registration.unregister();
        database.store().commit(Batch.of(new Write.PutCall(running(call))));
        invoke = new ToolsInvoke(fixture.runner, database.store(), database.rows(), sessions(),
                new DirectRecovery(database.store(), database.rows(), fixture.registry, Duration.ofSeconds(30),
                        Duration.ofMillis(20)),
                fixture.registry, new Entrance());
        var repeated = CompletableFuture.supplyAsync(() -> {
            try {
                return invoke.handle(params("test.again", JsonObject.EMPTY), context(claim("key-4")));
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        fixture.add(TestTool.of("test.again", (input, context) -> input));
        assertThat(repeated.get(30, TimeUnit.SECONDS).call()).isEqualTo(call);
    }

    @Test
    void aCallWhoseToolDoesNotComeBackStandsInDoubt() throws Exception {
        var registration = fixture.add(TestTool.of("test.echo", (input, context) -> input));
        var call = invoke.handle(params("test.echo", JsonObject.EMPTY), context()).call();
        registration.unregister();
        cutOff(call);
        Fixture.await(() -> get(call, Call.State.IN_DOUBT));
    }

    /** As when the outcome is not kept any more: the call is. */
    @Test
    void anotherCallUnderAKeyWhoseOutcomeIsNotStoredIsRefused() throws Exception {
        var ran = counted("test.once");
        fixture.add(TestTool.of("test.secret", (input, _) -> input).redact("/input/word").schemas(
                "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"default\":1}}}",
                "{\"type\":\"object\"}"));
        var first = invoke.handle(params("test.once", JsonObject.of("a", "b")), context(lost("key-5")));
        for (var other : List.of(params("test.once", JsonObject.EMPTY),
                params("test.once", JsonObject.of("a", "c")), params("test.secret", JsonObject.of("a", "b")))) {
            assertThatThrownBy(() -> invoke.handle(other, context(claim("key-5"))))
                    .isInstanceOfSatisfying(WireException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
                        assertThat(refused.details().getFirst().text("call")).contains(first.call());
                    });
        }
        assertThat(invoke.handle(params("test.once", JsonObject.of("a", "b")), context(claim("key-5"))))
                .isEqualTo(first);
        assertThat(ran).hasValue(1);
        var told = invoke.handle(params("test.secret", JsonObject.of("word", "hush")), context(lost("key-6")));
        assertThat(invoke.handle(params("test.secret", JsonObject.of("word", "hush")), context(claim("key-6"))))
                .isEqualTo(told);
    }

    @Test
    void anOperatorClosesACallInDoubt() throws Exception {
        fixture.add(TestTool.of("test.once", (input, context) -> input).risk(Risk.LOW, false));
        var call = invoke.handle(params("test.once", JsonObject.EMPTY), context()).call();
        cutOff(call);
        Fixture.await(() -> database.rows().call("default", call).orElseThrow().state() == Call.State.IN_DOUBT);
        var cancel = new CallsCancel(fixture.runner, database.rows(), database.store());
        var closed = cancel.handle(new CallsCancel.Params(call), context(claim("closes")));
        assertThat(closed.state()).isEqualTo(Call.State.CANCELLED);
        assertThat(database.rows().outcome("default", "tok_1", "tools.invoke", "closes").orElseThrow().outcome())
                .isEqualTo(new StrictJson().write(closed));
        assertThat(get(call).error().orElseThrow().code()).isEqualTo("cancelled");
        assertThat(database.rows().openDirectCalls()).isEmpty();
    }

    @Test
    void listsToolsByPage() throws Exception {
        for (var name : new String[]{"a.one", "a.two", "b.one"}) {
            fixture.add(TestTool.of(name, (input, context) -> input));
        }
        var list = new ToolsList(fixture.registry);
        var first = list.handle(new ToolsList.Params(2, Optional.empty()), context());
        assertThat(first.tools()).extracting(ToolView::name).containsExactly("a.one", "a.two");
        var second = list.handle(new ToolsList.Params(2, first.next()), context());
        assertThat(second.tools()).extracting(ToolView::name).containsExactly("b.one");
        assertThat(second.next()).isEmpty();
        var get = new ToolsGet(fixture.registry);
        assertThat(get.handle(new ToolsGet.Params("b.one", Optional.of("[1,2)")), context()).tool().version())
                .isEqualTo("1.0.0");
        assertThatThrownBy(() -> get.handle(new ToolsGet.Params("b.one", Optional.of("[2,3)")), context()))
                .hasMessage("there is no tool b.one");
        fixture.registry.withheld = (tool, versions) -> Optional.of("the tool " + tool + " rests");
        assertThatThrownBy(() -> get.handle(new ToolsGet.Params("b.two", Optional.empty()), context()))
                .hasMessage("the tool b.two rests");
    }

    /** As after a crash while the call ran. */
    private void cutOff(String call) throws Exception {
        database.store().commit(Batch.of(new Write.PutCall(running(call))));
        start();
    }

    private Call running(String call) {
        var row = database.rows().call("default", call).orElseThrow();
        return new Call(row.id(), row.tenant(), row.session(), row.turn(), row.principal(), row.tool(),
                row.version(), row.bundle(), Call.State.RUNNING, 1, row.input(), Optional.empty(), Optional.empty(),
                row.approval(), row.requestedAt(), Optional.empty());
    }

    private boolean get(String call, Call.State state) {
        return database.rows().call("default", call).orElseThrow().state() == state;
    }

    private CallsGet.View get(String call) throws Exception {
        return new CallsGet(database.rows(), fixture.runner).handle(new CallsGet.Params(call), context()).call();
    }

    private CompletableFuture<Exception> failing(String tool, MethodContext context) {
        var failure = new CompletableFuture<Exception>();
        Thread.ofVirtual().start(() -> {
            try {
                invoke.handle(params(tool, JsonObject.EMPTY), context);
            } catch (Exception e) {
                failure.complete(e);
            }
        });
        return failure;
    }

    private WireException failure(String tool, JsonObject input) throws Exception {
        try {
            throw new AssertionError(invoke.handle(params(tool, input), context()).toString());
        } catch (WireException failure) {
            return failure;
        }
    }

    private static ToolsInvoke.Params params(String tool, JsonObject input) {
        return new ToolsInvoke.Params(tool, Optional.empty(), input, Optional.empty(), false);
    }

    private static MethodContext as(String id, String... scopes) {
        return context(new Principal(Principal.Kind.CLIENT, id, "default", Set.of(scopes),
                Principal.Trust.OPERATOR), Optional.empty());
    }

    private static MethodContext context() {
        return context(Fixture.CLIENT, Optional.empty());
    }

    private static MethodContext context(IdempotencyClaim claim) {
        return context(Fixture.CLIENT, Optional.of(claim));
    }

    private static MethodContext context(Principal principal, Optional<IdempotencyClaim> claim) {
        return new Context(principal, "conn_1", Optional.empty(), claim);
    }

    private record Context(
            Principal principal, String connection, Optional<String> traceparent,
            Optional<IdempotencyClaim> idempotency)
            implements
                MethodContext {}

    private static IdempotencyClaim claim(String key) {
        return claim(key, key);
    }

    /** Whose outcome does not stand under its key, as after a crash before it was stored. */
    private static IdempotencyClaim lost(String key) {
        return claim(key, "lost-" + key);
    }

    private static IdempotencyClaim claim(String key, String stored) {
        return new IdempotencyClaim() {
            @Override
            public Write outcome(Record result) {
                return new Write.PutOutcome(new Write.StoredOutcome("default", "tok_1", "tools.invoke", stored, "d",
                        new StrictJson().write(result), Instant.parse("2026-11-22T10:00:00Z")));
            }

            @Override
            public Optional<String> id() {
                return Optional.of(key);
            }
        };
    }
}
