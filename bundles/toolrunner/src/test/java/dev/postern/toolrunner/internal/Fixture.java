// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

import dev.postern.access.internal.AccessConfig;
import dev.postern.access.internal.DefaultAccessProvider;
import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.api.tool.DescribedTool;
import dev.postern.core.hash.Sha256;
import dev.postern.core.identity.Principal;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionProgress;
import dev.postern.core.session.SessionSettings;
import dev.postern.core.store.Recorder;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.CallRequest;
import dev.postern.core.turn.Call;
import dev.postern.json.StrictJson;
import dev.postern.session.internal.SessionConfig;
import dev.postern.session.internal.SessionDirectory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A runner with everything around it real but the store. */
final class Fixture implements AutoCloseable {
    static final Principal CLIENT = new Principal(
            Principal.Kind.CLIENT, "tok_1", "default", Set.of("tools:invoke"), Principal.Trust.OPERATOR);
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    final Path home;
    final TestFramework framework;
    final DefaultToolRegistry registry;
    final DefaultToolRunner runner;
    final RecordingStore store = new RecordingStore();
    private final @Nullable DerbyStore database;
    private final MutablePolicy policy = new MutablePolicy();
    private @Nullable DirectRecovery recovery;
    final Counts metrics = new Counts();
    SessionSettings settings = SessionSettings.DEFAULT;
    private final AtomicInteger calls = new AtomicInteger();

    Fixture(Path folder) throws Exception {
        this(folder, Map.of("grace_millis", 30_000L));
    }

    Fixture(Path folder, Map<String, Object> config) throws Exception {
        this(folder, config, false);
    }

    /** One over the store that ships, on disk. */
    static Fixture durable(Path folder, Map<String, Object> config) throws Exception {
        return new Fixture(folder, config, true);
    }

    private Fixture(Path folder, Map<String, Object> config, boolean durable) throws Exception {
        home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve("secrets"));
        framework = new TestFramework(folder.resolve("framework"));
        database = durable
                ? new DerbyStore(framework, Files.createDirectories(folder.resolve("framework/home")))
                : null;
        var json = new StrictJson();
        registry = new DefaultToolRegistry(framework.context(), json);
        var context = (org.osgi.framework.BundleContext) Proxy.newProxyInstance(
                Fixture.class.getClassLoader(),
                new Class<?>[]{org.osgi.framework.BundleContext.class},
                (proxy, method, arguments) -> home.toString());
        runner = new DefaultToolRunner(registry, policy, json, rows(), Sha256::hex,
                new DefaultAccessProvider(context, settings(AccessConfig.class, Map.of())), noConfigurations(), metrics,
                settings(ToolRunnerConfig.class, config));
    }

    /** An instance of a configuration type: its defaults, and what differs. */
    static <A extends Annotation> A settings(Class<A> type, Map<String, Object> differing) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> differing.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    private static ConfigurationAdmin noConfigurations() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(
                Fixture.class.getClassLoader(),
                new Class<?>[]{ConfigurationAdmin.class},
                (proxy, method, arguments) -> null);
    }

    Store journal() {
        return database == null ? store : database.store();
    }

    Rows rows() {
        return database == null ? store.rows() : database.rows();
    }

    DerbyStore database() {
        return Objects.requireNonNull(database, "not durable");
    }

    /** What settles calls that a stop cut off: one for all that start. */
    synchronized DirectRecovery recovery() {
        if (recovery == null) {
            recovery = new DirectRecovery(journal(), rows(), registry, Duration.ofMillis(200), Duration.ofMillis(20));
        }
        return recovery;
    }

    ToolsInvoke toolsInvoke() {
        return new ToolsInvoke(runner, journal(), rows(),
                new SessionDirectory(rows(), journal(), settings(SessionConfig.class, Map.of())), recovery(), registry,
                new Entrance());
    }

    /** What is in force. */
    MutablePolicy policy() {
        return policy;
    }

    void modify(Map<String, Object> config) {
        runner.modified(settings(ToolRunnerConfig.class, config));
    }

    ServiceRegistration<DescribedTool> add(TestTool tool) {
        return framework.context().registerService(DescribedTool.class, tool, null);
    }

    void secret(String name, String value) throws Exception {
        var file = Files.createFile(home.resolve("secrets").resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, value);
    }

    CallRequest request(String tool, JsonObject input) {
        return new CallRequest("c_" + calls.incrementAndGet(), session(), Optional.empty(), 0, CLIENT, tool, "", input,
                Origin.PERSON, false, Optional.empty(), CallRequest.Previously.NOT_STARTED);
    }

    CallRequest again(CallRequest first) {
        return new CallRequest(first.call(), first.session(), first.turn(), first.step(), first.principal(),
                first.tool(),
                first.versions(), first.input(), first.origin(), first.dryRun(), first.traceparent(),
                CallRequest.Previously.STARTED);
    }

    /** The same, later: it waits, or has just got what it waited for. */
    CallRequest waiting(CallRequest first) {
        return previously(first, CallRequest.Previously.WAITING);
    }

    CallRequest previously(CallRequest of, CallRequest.Previously previously) {
        return new CallRequest(of.call(), session(), of.turn(), of.step(), of.principal(), of.tool(), of.versions(),
                of.input(), of.origin(), of.dryRun(), of.traceparent(), previously);
    }

    CallRequest dry(CallRequest of) {
        return new CallRequest(of.call(), of.session(), of.turn(), of.step(), of.principal(), of.tool(), of.versions(),
                of.input(), of.origin(), true, of.traceparent(), of.previously());
    }

    CallRequest traced(CallRequest of, String traceparent) {
        return new CallRequest(of.call(), of.session(), of.turn(), of.step(), of.principal(), of.tool(), of.versions(),
                of.input(), of.origin(), of.dryRun(), Optional.of(traceparent), of.previously());
    }

    CallRequest versions(CallRequest of, String range) {
        return new CallRequest(of.call(), of.session(), of.turn(), of.step(), of.principal(), of.tool(), range,
                of.input(),
                of.origin(), of.dryRun(), of.traceparent(), of.previously());
    }

    Session session() {
        return new Session("s_1", "default", "default", "direct", "tok_1", "direct", AT, AT, 1,
                Session.ExecutionState.ACTIVE, settings, SessionProgress.NONE);
    }

    CallOutcome run(String tool) throws Exception {
        return run(request(tool, JsonObject.EMPTY));
    }

    /** Runs it, and makes durable what is left. */
    CallOutcome run(CallRequest request) throws Exception {
        var recorder = new Recorder(journal());
        try {
            return runner.run(request, recorder);
        } finally {
            recorder.barrier();
        }
    }

    CallOutcome.Failed fail(CallRequest request) throws Exception {
        return (CallOutcome.Failed) run(request);
    }

    CallOutcome.Failed fail(String tool) throws Exception {
        return (CallOutcome.Failed) run(tool);
    }

    CompletableFuture<CallOutcome> start(CallRequest request) {
        var outcome = new CompletableFuture<CallOutcome>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                outcome.complete(run(request));
            } catch (Throwable e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() throws Exception {
        runner.close();
        registry.close();
        if (database != null) {
            namesWhoAsked(database);
            database.close();
        }
        framework.close();
    }

    /** Whatever a test did: each record of a call says for whom it was made. */
    private static void namesWhoAsked(DerbyStore database) {
        for (var record : database.journal().after(0, 1_000)) {
            var entry = record.entry();
            if (entry.call() != null && entry.type().isAudited()) {
                var call = database.rows().call(entry.tenant(), entry.call());
                assertThat(entry.meta().text("principal")).as(entry.type() + " of " + entry.call())
                        .isEqualTo(call.map(Call::principal)).isPresent();
            }
        }
    }

    /** Counts, and shows gauges. */
    static final class Counts implements Metrics {
        final Map<String, Integer> counts = new ConcurrentHashMap<>();
        final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

        @Override
        public void count(String name, String... labels) {
            counts.merge(name + String.join(",", labels), 1, Integer::sum);
        }

        @Override
        public Counter counter(String name, String... labels) {
            return amount -> {};
        }

        @Override
        public void time(String name, Duration took, String... labels) {}

        @Override
        public AutoCloseable gauge(String name, DoubleSupplier value, String... labels) {
            gauges.put(name, value);
            return () -> gauges.remove(name);
        }

        double gauge(String name) {
            return java.util.Objects.requireNonNull(gauges.get(name)).getAsDouble();
        }
    }
}
