// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.api.plugin.PosternPlugin;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.PreviewableTool;
import dev.postern.api.tool.Tool;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.access.Grants;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.tool.HostedTool;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.tool.WithheldTools;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes tools as plugins register them, checks what they declare, and lets them go with their plugin. */
@Component(service = {ToolRegistry.class, DefaultToolRegistry.class})
public final class DefaultToolRegistry
        implements
            ToolRegistry,
            ServiceTrackerCustomizer<Object, DefaultToolRegistry.Registration> {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultToolRegistry.class);
    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(10)
            .failureRateThreshold(80)
            .waitDurationInOpenState(Duration.ofSeconds(15))
            .permittedNumberOfCallsInHalfOpenState(2)
            .build();

    private final BundleContext context;
    private final Json json;
    private final ToolTable table = new ToolTable();
    private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private final ServiceTracker<Object, Registration> tracker;
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable WithheldTools withheld;

    /** Made by Declarative Services; tools that are there already are taken before it serves. */
    @Activate
    public DefaultToolRegistry(BundleContext context, @Reference Json json) throws InvalidSyntaxException {
        this.context = context;
        this.json = json;
        this.tracker = new ServiceTracker<>(
                context,
                context.createFilter("(|(objectClass=" + Tool.class.getName() + ")(objectClass="
                        + PreviewableTool.class.getName() + ")(objectClass="
                        + DescribedTool.class.getName() + ")(objectClass="
                        + HostedTool.class.getName() + "))"),
                this);
        tracker.open();
    }

    @Deactivate
    void close() {
        tracker.close();
    }

    @Override
    public List<RegisteredTool> tools() {
        return table.all();
    }

    @Override
    public Optional<RegisteredTool> find(String name, String versions) {
        return table.find(name, versions).map(ServingTool::registered);
    }

    /** The same, counted as in use until {@link ServingTool#leave}. */
    Optional<ServingTool> enter(String name, String versions) {
        while (true) {
            var found = table.find(name, versions);
            if (found.isEmpty() || found.get().enter()) {
                return found;
            }
            // it left the table meanwhile, and another one may have come
            Thread.onSpinWait();
        }
    }

    @Override
    public List<RegisteredTool> of(long bundleId) {
        return table.serving().map(ServingTool::registered).filter(tool -> tool.bundleId() == bundleId).toList();
    }

    @Override
    public boolean expects(String name, String versions) {
        var known = withheld;
        return known != null && known.shallServe(name, versions);
    }

    /** Why a tool that is not in the table was taken out of service; empty when nobody did. */
    Optional<String> withheld(String name, String versions) {
        var known = withheld;
        return known == null ? Optional.empty() : known.reason(name, versions);
    }

    /** Whether more than one major of a tool serves: then it matters which a session used last. */
    boolean isManifold(String name) {
        return table.majors(name) > 1;
    }

    /** How many tools that serve are not called for a while because they failed too often. */
    long openBreakers() {
        return table.serving().filter(tool -> tool.breaker().getState() == CircuitBreaker.State.OPEN).count();
    }

    @Override
    public List<RefusedTool> refused() {
        return registrations.stream().flatMap(registration -> registration.refused().stream()).toList();
    }

    @Override
    public Listening listen(Runnable changed) {
        // a listener of its own for each call: the same runnable may be given twice
        Runnable listener = () -> changed.run();
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public boolean drain(long bundleId, Duration limit) throws InterruptedException {
        return drain(table.serving().filter(tool -> tool.registered().bundleId() == bundleId).toList(), limit);
    }

    @Override
    public boolean drain(HostedTool hosted, Duration limit) throws InterruptedException {
        return drain(registrations.stream().filter(registration -> registration.service == hosted)
                .flatMap(registration -> registration.serving().stream()).toList(), limit);
    }

    private boolean drain(List<ServingTool> going, Duration limit) throws InterruptedException {
        going.forEach(table::remove);
        changed();
        long end = System.nanoTime() + limit.toNanos();
        boolean idle = true;
        for (var tool : going) {
            idle &= tool.awaitIdle(end - System.nanoTime());
        }
        return idle;
    }

    @Override
    public @Nullable Registration addingService(ServiceReference<Object> reference) {
        var service = context.getService(reference);
        if (service == null) {
            return null;
        }
        var registration = new Registration(reference, service);
        registrations.add(registration);
        admit(registration);
        return registration;
    }

    /** Nothing that a plugin does wrong gets out of here, into the framework. */
    private void admit(Registration registration) {
        registration.lock.lock();
        try {
            if (!registration.removed && registration.tool == null) {
                var tool = serve(registration.reference.getBundle(), registration.reference, registration.service);
                registration.name = tool.descriptor().name();
                table.add(tool);
                registration.tool = tool;
                registration.refusal = null;
            }
        } catch (RefusedToolException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            registration.refusal = String.valueOf(e.getMessage());
            LOG.warn(
                    "The tool {} of {} is refused: {}",
                    registration.name,
                    registration.reference.getBundle(),
                    registration.refusal);
        } finally {
            registration.lock.unlock();
        }
        changed();
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Registration registration) {
        // a tool is what it was when it was registered
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Registration registration) {
        registrations.remove(registration);
        registration.lock.lock();
        try {
            registration.removed = true;
            if (registration.tool != null) {
                table.remove(registration.tool);
                registration.tool.close();
            }
        } finally {
            registration.lock.unlock();
        }
        context.ungetService(reference);
        changed();
        // the name may be free now for one that was refused it
        registrations.stream().filter(other -> other.refusedAs(registration.name)).forEach(this::admit);
    }

    /** A service that is there, as a tool that serves or refused. */
    static final class Registration {
        private final ServiceReference<Object> reference;
        private final Object service;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile String name;
        private volatile @Nullable String refusal;
        private @Nullable ServingTool tool;
        private boolean removed;

        Registration(ServiceReference<Object> reference, Object service) {
            this.reference = reference;
            this.service = service;
            this.name = String.valueOf(reference.getProperty("postern.tool.name"));
        }

        private boolean refusedAs(String wanted) {
            return refusal != null && name.equals(wanted);
        }

        private Optional<ServingTool> serving() {
            lock.lock();
            try {
                return Optional.ofNullable(tool);
            } finally {
                lock.unlock();
            }
        }

        private Optional<RefusedTool> refused() {
            var reason = refusal;
            // of a service that is going away the bundle is null
            var bundle = reference.getBundle();
            return reason == null || bundle == null
                    ? Optional.empty()
                    : Optional.of(new RefusedTool(name, bundleId(bundle), reason));
        }

        private long bundleId(Bundle bundle) {
            return service instanceof HostedTool hosted
                    ? hosted.bundleId().orElse(bundle.getBundleId())
                    : bundle.getBundleId();
        }
    }

    private ServingTool serve(Bundle bundle, ServiceReference<?> reference, Object service)
            throws RefusedToolException {
        try {
            ToolDescriptor descriptor;
            Invoker invoker;
            if (service instanceof HostedTool hosted) {
                return serve(hosted, bundle);
            } else if (service instanceof DescribedTool described) {
                descriptor = described.descriptor();
                invoker = new DescribedInvoker(described);
            } else {
                var file = DescriptorFile.read(
                        bundle, property(reference, "postern.tool.name"), property(reference, "postern.tool.version"),
                        json);
                descriptor = file.descriptor();
                invoker = invoker(bundle, (Tool<?, ?>) service, file.inputClass());
            }
            var identity = BundleIdentity.of(
                    bundle.getSymbolicName(), bundle.getVersion().toString(), bundle.getLocation());
            return serve(new RegisteredTool(descriptor, identity.toString(), bundle.getBundleId()), grants(bundle),
                    invoker);
        } catch (JsonException e) {
            throw new RefusedToolException("its schema cannot be compiled: " + e.getMessage());
        } catch (ClassNotFoundException e) {
            throw new RefusedToolException("its descriptor names a class that is not in its bundle: " + e.getMessage());
        }
    }

    /** One that runs elsewhere: whose it is, and what it may reach, its host says. */
    private ServingTool serve(HostedTool hosted, Bundle bundle) throws RefusedToolException, JsonException {
        return serve(new RegisteredTool(hosted.descriptor(), hosted.bundle(),
                hosted.bundleId().orElse(bundle.getBundleId())), hosted.grants(), new HostedInvoker(hosted));
    }

    private ServingTool serve(RegisteredTool tool, Grants grants, Invoker invoker)
            throws RefusedToolException, JsonException {
        DescriptorCheck.check(tool.descriptor());
        return new ServingTool(tool, grants, invoker, ToolSchemas.of(tool, table, json),
                CircuitBreaker.of(tool.descriptor().name(), BREAKER));
    }

    @SuppressWarnings("unchecked") // the processor wrote the class that the tool's own type argument names
    private <I extends Record, O extends Record> Invoker invoker(Bundle bundle, Tool<?, ?> tool, String inputClass)
            throws ClassNotFoundException {
        var input = (Class<I>) bundle.loadClass(inputClass).asSubclass(Record.class);
        return new RecordInvoker<>((Tool<I, O>) tool, input, json.newMapper());
    }

    private static Grants grants(Bundle bundle) {
        return bundle.adapt(BundleWiring.class).getCapabilities(PosternPlugin.CAPABILITY).stream()
                .findFirst()
                .map(capability -> Grants.of(capability.getAttributes()))
                .orElseGet(() -> Grants.none(bundle.getSymbolicName()));
    }

    private static String property(ServiceReference<?> reference, String name) throws RefusedToolException {
        if (reference.getProperty(name) instanceof String text) {
            return text;
        }
        throw new RefusedToolException("its service has no property " + name + ": annotate it with @ToolDefinition");
    }
}
