// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.access.Access;
import dev.postern.core.hash.Sha256;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.policy.Policy;
import dev.postern.core.policy.PolicyDecision;
import dev.postern.core.policy.PolicyDecision.Effect;
import dev.postern.core.policy.PolicyInput;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.tool.ToolRunner;
import dev.postern.core.wire.MethodContext;
import dev.postern.json.StrictJson;
import dev.postern.pipeline.internal.AnyTools;
import dev.postern.store.internal.TestStore;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;

/** The registry and the runner that ship, with tools and rules of a test's. They outlive a gateway that dies. */
public final class RealTools implements AnyTools, AutoCloseable {
    /** Ids of the calls whose code ran, each time it did. */
    public final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    private static final JsonObject ANY = JsonObject.of("type", "object");
    private final Framework framework;
    private final DefaultToolRegistry registry;
    private final Metrics metrics;
    private final Access access;
    private final Map<String, ServiceRegistration<DescribedTool>> tools = new ConcurrentHashMap<>();
    private final AtomicLong document = new AtomicLong();
    private volatile Policy policy = new ByRisk();
    private volatile @Nullable Authenticator authenticator;
    private volatile @Nullable DefaultToolRunner latest;

    /** With these means; its framework lives in the folder. */
    public RealTools(Path folder, Metrics metrics, Access access) throws Exception {
        this.metrics = metrics;
        this.access = access;
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.toString()));
        framework.start();
        registry = new DefaultToolRegistry(framework.getBundleContext(), new StrictJson());
    }

    /** What a tool does. */
    public interface Body {
        /** Does it. */
        JsonObject call(JsonObject input, ToolContext context) throws Exception;
    }

    /** Adds a tool, in place of the one of that name. */
    public RealTools add(String name, String version, Risk risk, boolean idempotent, Body body) {
        return add(name, version, risk, idempotent, false, name, body);
    }

    /** Adds one that brings somebody else's words, beside its other versions. */
    public RealTools addForeign(String name, String version, Body body) {
        return add(name, version, Risk.LOW, true, true, name + "@" + version, body);
    }

    private RealTools add(String name, String version, Risk risk, boolean idempotent, boolean foreign, String as,
            Body body) {
        var descriptor = new ToolDescriptor(name, version, name, risk, List.of(), Duration.ofSeconds(30), idempotent, 1,
                Duration.ZERO, 16, 65_536, List.of(), foreign, false, ANY, ANY, List.of());
        var service = new DescribedTool() {
            @Override
            public ToolDescriptor descriptor() {
                return descriptor;
            }

            @Override
            public JsonObject call(JsonObject input, ToolContext context) throws Exception {
                ran.add(context.call());
                return body.call(input, context);
            }
        };
        var fresh = framework.getBundleContext().registerService(DescribedTool.class, service, null);
        var before = tools.put(as, fresh);
        if (before != null) {
            before.unregister();
        }
        return this;
    }

    /** Takes a tool away; what runs of it is interrupted. */
    public void remove(String name) {
        Objects.requireNonNull(tools.remove(name), "there is one").unregister();
    }

    /** The rules change, and say the same. */
    public void changeRules() {
        document.incrementAndGet();
    }

    /** Judges by these rules, from the next gateway on. */
    public RealTools rules(Policy rules) {
        policy = rules;
        return this;
    }

    /** Tells who counts, from the next gateway on. */
    public void authenticator(Authenticator tells) {
        authenticator = tells;
    }

    /** {@code calls.cancel} of the gateway that was started last. */
    public void cancelCall(TestStore kept, String call, MethodContext context) throws Exception {
        new CallsCancel(Objects.requireNonNull(latest, "started"), kept.rows(), kept.store())
                .handle(new CallsCancel.Params(call), context);
    }

    @Override
    public ToolRegistry registry() {
        return registry;
    }

    @Override
    public ToolRunner runner(TestStore kept) {
        var runner = new DefaultToolRunner(registry, policy, new StrictJson(), kept.rows(), Sha256::hex,
                (_, _, _) -> access, nothing(ConfigurationAdmin.class), metrics, shipped(ToolRunnerConfig.class));
        runner.authenticator = authenticator;
        latest = runner;
        return runner;
    }

    @Override
    public void close() throws Exception {
        registry.close();
        framework.stop();
        framework.waitForStop(60_000);
    }

    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (_, _, _) -> null));
    }

    private static <A extends Annotation> A shipped(Class<A> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (_, method, _) -> method.getDefaultValue()));
    }

    /** Low runs, medium is confirmed, high is held. */
    private final class ByRisk implements Policy {
        @Override
        public Revision revision(String tenant) {
            return new Revision(document.get(), 0);
        }

        @Override
        public PolicyDecision decide(PolicyInput input) {
            var effect = Map.of(Risk.LOW, Effect.ALLOW, Risk.MEDIUM, Effect.CONFIRM, Risk.HIGH, Effect.HOLD)
                    .get(input.risk());
            return new PolicyDecision(Optional.ofNullable(effect).orElseThrow(), List.of("risk"), "by risk");
        }
    }

    /** The ids of calls whose code ran, without repeats. */
    public List<String> ranOnce() {
        return Stream.of(ran.toArray(String[]::new)).distinct().toList();
    }
}
