package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolException;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Write;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.json.StrictJson;
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
        fixture = new Fixture(folder);
        database = new DerbyStore(fixture.framework, Files.createDirectories(folder.resolve("framework/home")));
        start();
    }

    private void start() {
        invoke = new ToolsInvoke(fixture.runner, database.store(), database.rows(),
                new DirectRecovery(database.store(), database.rows()));
    }

    @AfterEach
    void close() throws Exception {
        database.close();
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
        assertThat(failure("test.medium", JsonObject.EMPTY).code()).isEqualTo(ErrorCode.DENIED);
        assertThat(failure("test.none", JsonObject.EMPTY).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void anothersCallIsNotFoundAsOneThatNeverWas() throws Exception {
        fixture.add(TestTool.of("test.echo", (input, context) -> input));
        var call = invoke.handle(params("test.echo", JsonObject.EMPTY), context()).call();
        var stranger = context(new Principal(Principal.Kind.CLIENT, "tok_9", "other", Set.of("*"),
                Principal.Trust.OPERATOR), Optional.empty());
        var methods = new CallsGet(database.rows());
        assertThatThrownBy(() -> methods.handle(new CallsGet.Params(call), stranger))
                .hasMessage("there is no call " + call);
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
    void aCallThatACrashCutOffStandsInDoubtAndItsRepeatDoesNotRunIt() throws Exception {
        var ran = new AtomicInteger();
        var started = new CountDownLatch(1);
        fixture.add(TestTool.of("test.once", (input, context) -> {
            ran.incrementAndGet();
            started.countDown();
            // the gateway dies here: nothing after this is written
            new CountDownLatch(1).await();
            return input;
        }).risk(Risk.LOW, false));
        failing("test.once", context(claim("key-2")));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        var id = "c_kkey-2";
        assertThat(get(id).state()).isEqualTo(Call.State.RUNNING);

        start();
        Fixture.await(() -> database.rows().call("default", id).orElseThrow().state() == Call.State.IN_DOUBT);
        assertThatThrownBy(() -> invoke.handle(params("test.once", JsonObject.EMPTY), context(claim("key-2"))))
                .isInstanceOfSatisfying(WireException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(refused.details().getFirst().text("call")).contains(id);
                });
        assertThat(ran).hasValue(1);
        // an operator closes it
        fixture.runner.cancel("default", id);
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 0);
    }

    @Test
    void anOperatorClosesACallInDoubt() throws Exception {
        fixture.add(TestTool.of("test.echo", (input, context) -> input));
        var call = invoke.handle(params("test.echo", JsonObject.EMPTY), context()).call();
        var row = database.rows().call("default", call).orElseThrow();
        var running = new Call(row.id(), row.tenant(), row.session(), row.turn(), row.principal(), row.tool(),
                row.version(), row.bundle(), Call.State.RUNNING, 1, row.input(), Optional.empty(), Optional.empty(),
                row.requestedAt(), Optional.empty());
        database.store().commit(Batch.of(new Write.PutCall(running)));
        start();
        Fixture.await(() -> database.rows().call("default", call).orElseThrow().state() == Call.State.IN_DOUBT);
        var cancel = new CallsCancel(fixture.runner, database.rows(), database.store());
        assertThat(cancel.handle(new CallsCancel.Params(call), context()).state()).isEqualTo(Call.State.CANCELLED);
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
    }

    private CallsGet.View get(String call) throws Exception {
        return new CallsGet(database.rows()).handle(new CallsGet.Params(call), context()).call();
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
        return new IdempotencyClaim() {
            @Override
            public Write outcome(Record result) {
                return new Write.PutOutcome(new Write.StoredOutcome("default", "tok_1", "tools.invoke", key, "d",
                        new StrictJson().write(result), Instant.parse("2026-11-22T10:00:00Z")));
            }

            @Override
            public Optional<String> id() {
                return Optional.of(key);
            }
        };
    }
}
