// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.access.Grants;
import dev.postern.core.store.RecordType;
import dev.postern.core.tool.CallOutcome;
import dev.postern.core.tool.HostedTool;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.ErrorCode;
import dev.postern.toolrunner.tools.Greet;
import dev.postern.toolrunner.tools.GreetTwo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools come, change and go, also while they run. */
class RegistryTest {
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
    void takesAPluginsToolWithItsDescriptorAndRecords() throws Exception {
        var bundle = fixture.framework.install("org.example.greet", "1.0.0", Greet.class);
        TestFramework.register(bundle, Greet.class.getName(), "test.greet", "1.2.0");
        var outcome = (CallOutcome.Returned) fixture.run(
                fixture.request("test.greet", JsonObject.of("name", "Ada")));
        assertThat(outcome.output()).isEqualTo(JsonObject.of("text", "Hello Ada."));
        var tool = fixture.registry.tools().getFirst();
        assertThat(tool.bundle()).isEqualTo("org.example.greet/1.0.0/" + "0".repeat(64));
        assertThat(fixture.store.call("c_1").bundle()).isEqualTo(tool.bundle());
    }

    @Test
    void tellsWhyAToolThatIsTakenOutOfServiceIsNotThere() throws Exception {
        fixture.registry.withheld = (tool, versions) -> tool.equals("test.resting")
                ? java.util.Optional.of("the tool test.resting rests")
                : java.util.Optional.empty();
        var refused = fixture.fail("test.resting");
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused.message()).isEqualTo("the tool test.resting rests");
        assertThat(fixture.fail("test.other").code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void twoMajorsServeSideBySide() throws Exception {
        var bundle = fixture.framework.install("org.example.greet", "1.0.0", Greet.class, GreetTwo.class);
        TestFramework.register(bundle, Greet.class.getName(), "test.greet", "1.2.0");
        TestFramework.register(bundle, GreetTwo.class.getName(), "test.greet", "2.0.0");
        var ada = fixture.request("test.greet", JsonObject.of("name", "Ada"));
        assertThat(((CallOutcome.Returned) fixture.run(ada)).output().text("text")).contains("Good day Ada.");
        var old = fixture.versions(fixture.request("test.greet", JsonObject.of("name", "Ada")), "[1,2)");
        assertThat(((CallOutcome.Returned) fixture.run(old)).output().text("text")).contains("Hello Ada.");
        assertThat(fixture.registry.tools()).hasSize(2);
    }

    @Test
    void aNameBelongsToWhoHadItFirstAsLongAsTheyServeIt() throws Exception {
        var first = fixture.framework.install("org.example.first", "1.0.0");
        var second = fixture.framework.install("org.example.second", "1.0.0");
        var theirs = first.getBundleContext().registerService(DescribedTool.class,
                TestTool.of("test.name", (input, context) -> JsonObject.of("of", "first")), null);
        second.getBundleContext().registerService(DescribedTool.class,
                TestTool.of("test.name", (input, context) -> JsonObject.of("of", "second")).version("9.0.0"), null);
        assertThat(((CallOutcome.Returned) fixture.run("test.name")).output().text("of")).contains("first");
        assertThat(fixture.registry.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.name()).isEqualTo("test.name");
            assertThat(refused.bundleId()).isEqualTo(second.getBundleId());
            assertThat(refused.reason()).contains("belongs to the bundle org.example.first");
        });
        assertThat(new ToolRunnerHealth(fixture.registry, fixture.runner).health().message())
                .contains("test.name is refused");
        theirs.unregister();
        assertThat(((CallOutcome.Returned) fixture.run("test.name")).output().text("of")).contains("second");
        assertThat(fixture.registry.refused()).isEmpty();
    }

    @Test
    void aHostedToolIsItsHostsWordAndGoesWithItsService() throws Exception {
        var tool = hosted("node.a", "x");
        var one = fixture.framework.context().registerService(HostedTool.class, tool, null);
        fixture.framework.context().registerService(HostedTool.class, hosted("node.b", "y"), null);
        assertThat(((CallOutcome.Returned) fixture.run("test.hosted")).output().text("of")).contains("node.a");
        assertThat(fixture.store.call("c_1").bundle()).isEqualTo("node.a/1.0.0/x");
        assertThat(fixture.registry.refused()).singleElement().satisfies(
                refused -> assertThat(refused.reason()).contains("belongs to the bundle node.a"));
        assertThat(fixture.registry.drain(tool, Duration.ZERO)).isTrue();
        assertThat(fixture.registry.find("test.hosted", "")).isEmpty();
        one.unregister();
        assertThat(fixture.registry.find("test.hosted", "").map(ToolRegistry.RegisteredTool::bundle))
                .contains("node.b/1.0.0/y");
    }

    private static HostedTool hosted(String owner, String digest) {
        var described = TestTool.of("test.hosted", (input, context) -> JsonObject.of("of", owner));
        return new HostedTool() {
            @Override
            public ToolDescriptor descriptor() {
                return described.descriptor();
            }

            @Override
            public String bundle() {
                return owner + "/1.0.0/" + digest;
            }

            @Override
            public Grants grants() {
                return Grants.none(owner);
            }

            @Override
            public JsonObject call(JsonObject input, ToolContext context) throws Exception {
                return described.call(input, context);
            }
        };
    }

    @Test
    void refusesWhatItCannotReadAndThrowsNothingIntoTheFramework() throws Exception {
        var bundle = fixture.framework.install("org.example.bad", "1.0.0", Greet.class);
        TestFramework.register(bundle, Greet.class.getName(), "test.greet", "7.0.0");
        refused("has no POSTERN-INF/tools/test.greet-7.0.0.json");
        bundle.getBundleContext().registerService(Tool.class.getName(), new Greet(), new Hashtable<>()).getReference();
        refused("annotate it with @ToolDefinition");
        fixture.add(TestTool.of("Bad Name", (input, context) -> JsonObject.EMPTY));
        refused("its name must be");
        fixture.add(TestTool.of("test.never", (input, context) -> JsonObject.EMPTY).attempts(99, 1));
        refused("maxAttempts is from 1 to 10");
        fixture.add(TestTool.of("test.schema", (input, context) -> JsonObject.EMPTY)
                .schemas("{\"type\":12}", "{}"));
        refused("its schema cannot be compiled");
        fixture.framework.context().registerService(DescribedTool.class, new DescribedTool() {
            @Override
            public dev.postern.api.tool.ToolDescriptor descriptor() {
                throw new AssertionError("on purpose");
            }

            @Override
            public JsonObject call(JsonObject input, dev.postern.api.tool.ToolContext context) {
                return JsonObject.EMPTY;
            }
        }, null);
        refused("on purpose");
        assertThat(fixture.registry.tools()).isEmpty();
    }

    private void refused(String reason) {
        assertThat(fixture.registry.refused()).extracting(ToolRegistry.RefusedTool::reason)
                .anySatisfy(told -> assertThat(told).contains(reason));
    }

    @Test
    void oneThatGoesWhileItRunsFailsItsCallOrLeavesItInDoubt() throws Exception {
        var started = new AtomicInteger();
        TestTool.Body waits = (input, context) -> {
            started.incrementAndGet();
            new CountDownLatch(1).await();
            return JsonObject.EMPTY;
        };
        var repeatable = fixture.add(TestTool.of("test.repeatable", waits));
        var once = fixture.add(TestTool.of("test.once", waits).risk(Risk.LOW, false));
        var first = fixture.start(fixture.request("test.repeatable", JsonObject.EMPTY));
        var second = fixture.start(fixture.request("test.once", JsonObject.EMPTY));
        Fixture.await(() -> started.get() == 2);
        repeatable.unregister();
        once.unregister();
        var failed = (CallOutcome.Failed) first.get(30, TimeUnit.SECONDS);
        assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failed.retryable()).isTrue();
        assertThat(second.get(30, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.InDoubt.class);
        assertThat(fixture.store.call("c_2").state()).isEqualTo(Call.State.IN_DOUBT);
        assertThat(fixture.store.types()).contains(RecordType.TOOL_IN_DOUBT);
        assertThat(fixture.registry.tools()).isEmpty();
    }

    @Test
    void oneThatGoesWhileACallWaitsForItLeavesNoDoubt() throws Exception {
        var started = new AtomicInteger();
        var registration = fixture.add(TestTool.of("test.once", (input, context) -> {
            started.incrementAndGet();
            new CountDownLatch(1).await();
            return JsonObject.EMPTY;
        }).risk(Risk.LOW, false).attempts(1, 1));
        var first = fixture.start(fixture.request("test.once", JsonObject.EMPTY));
        Fixture.await(() -> started.get() == 1);
        var second = fixture.start(fixture.request("test.once", JsonObject.EMPTY));
        Fixture.await(() -> fixture.metrics.gauge("postern_calls_running") == 2);
        registration.unregister();
        assertThat(first.get(30, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.InDoubt.class);
        // it had not begun, whichever way it was sent off
        assertThat(((CallOutcome.Failed) second.get(30, TimeUnit.SECONDS)).code())
                .isIn(ErrorCode.UNAVAILABLE, ErrorCode.NOT_FOUND);
        assertThat(started).hasValue(1);
    }

    @Test
    void drainingTakesNoMoreCallsAndWaitsForThoseThatRun() throws Exception {
        var bundle = fixture.framework.install("org.example.old", "1.0.0");
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        bundle.getBundleContext().registerService(DescribedTool.class, TestTool.of("test.long", (input, context) -> {
            started.countDown();
            release.await();
            return JsonObject.of("of", "old");
        }), null);
        var call = fixture.start(fixture.request("test.long", JsonObject.EMPTY));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.registry.drain(bundle.getBundleId(), Duration.ofMillis(20))).isFalse();
        assertThat(fixture.fail("test.long").code()).isEqualTo(ErrorCode.NOT_FOUND);
        var drained = CompletableFuture.supplyAsync(() -> {
            try {
                return fixture.registry.drain(bundle.getBundleId(), Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        release.countDown();
        assertThat(((CallOutcome.Returned) call.get(30, TimeUnit.SECONDS)).output().text("of")).contains("old");
        assertThat(drained.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whenAPluginGoesItsClassesGo() throws Exception {
        var loader = useAndRemove();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (loader.get() != null && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(loader.get()).as("the plugin's class loader, after garbage collection").isNull();
    }

    private WeakReference<ClassLoader> useAndRemove() throws Exception {
        var bundle = fixture.framework.install("org.example.greet", "1.0.0", Greet.class);
        var loader = new WeakReference<>(bundle.loadClass(Greet.class.getName()).getClassLoader());
        TestFramework.register(bundle, Greet.class.getName(), "test.greet", "1.2.0");
        for (int i = 0; i < 20; i++) {
            fixture.run(fixture.request("test.greet", JsonObject.of("name", "Ada")));
        }
        bundle.uninstall();
        var wiring = fixture.framework.context().getBundle(0)
                .adapt(org.osgi.framework.wiring.FrameworkWiring.class);
        var refreshed = new CountDownLatch(1);
        wiring.refreshBundles(null, event -> refreshed.countDown());
        assertThat(refreshed.await(30, TimeUnit.SECONDS)).isTrue();
        return loader;
    }
}
