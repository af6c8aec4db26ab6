// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.postern.api.tool.ToolDefinition;
import org.apache.felix.scr.impl.Activator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * A plugin's bundle in a small framework of its own: the real one, with Declarative Services and what the gateway offers
 * plugins to import, and nothing else of the gateway. Shows what a unit test cannot: that the manifest resolves, that the
 * components come up, that each tool is a service.
 *
 * <pre>{@code
 * try (var running = RunningPlugin.start(Greet.class)) {
 *     running.awaitHealthy();
 *     assertThat(running.tools()).containsExactly("hello.greet");
 * }
 * }</pre>
 */
public final class RunningPlugin implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** When nothing comes or goes so long, nothing more will. */
    private static final long QUIET_MS = 500;

    private final Path cache;
    private final Framework framework;
    private final Bundle bundle;

    private RunningPlugin(Path cache, Framework framework, Bundle bundle) {
        this.cache = cache;
        this.framework = framework;
        this.bundle = bundle;
    }

    /**
     * A service that the gateway offers plugins, or another plugin does, in the test's stead.
     *
     * @param type of {@code dev.postern.api}, or of the JDK
     * @param service what is registered
     */
    public record Offer<T>(Class<T> type, T service) {}

    /** Starts the plugin that a class belongs to, from where its build left it. */
    public static RunningPlugin start(Class<?> type, Offer<?>... offers) throws Exception {
        return start(PluginBuild.location(type), offers);
    }

    /** Starts a plugin's jar, or the folder {@code target/classes} of its build. */
    public static RunningPlugin start(Path plugin, Offer<?>... offers) throws Exception {
        var cache = Files.createTempDirectory("postern-framework-");
        var settings = new HashMap<String, String>();
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, Offered.packages());
        settings.put(Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA, Offered.CAPABILITIES);
        // so that a bundle's own copy of a package wins over the test's class path
        settings.put(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_BOOT);
        var framework = ServiceLoader.load(FrameworkFactory.class, FrameworkFactory.class.getClassLoader()).iterator()
                .next().newFramework(settings);
        framework.start();
        try {
            var context = framework.getBundleContext();
            install(context, PluginBuild.location(Activator.class)).start();
            for (var offer : offers) {
                context.registerService(offer.type().getName(), offer.service(), null);
            }
            var bundle = install(context, plugin);
            bundle.start();
            return new RunningPlugin(cache, framework, bundle);
        } catch (BundleException refused) {
            end(framework, cache);
            var hint = String.valueOf(refused.getMessage()).contains("org.osgi.util.promise")
                    ? "; an older org.osgi.util.promise than the kit's is on the class path: exclude it from"
                            + " org.osgi.service.component.annotations"
                    : "";
            throw new AssertionError("the bundle does not start: " + refused.getMessage() + hint, refused);
        }
    }

    private static Bundle install(BundleContext context, Path file) throws BundleException {
        return context.installBundle("reference:" + file.toAbsolutePath().toUri());
    }

    /** Waits until all components are up, for 10 s at most; an assertion fails with the reason at the root. */
    public RunningPlugin awaitHealthy() throws InterruptedException {
        var context = framework.getBundleContext();
        var changes = new Semaphore(0);
        ServiceListener listener = event -> changes.release();
        context.addServiceListener(listener);
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            var ailment = ailment();
            // who waits for a configuration or a service of the gateway's does so for good; a failure is final at once
            while (ailment.isPresent() && !ailment.get().isFinal() && System.nanoTime() < end) {
                var more = changes.tryAcquire(QUIET_MS, TimeUnit.MILLISECONDS);
                ailment = ailment();
                if (!more && ailment.isPresent() && ailment.get().isWaiting()) {
                    break;
                }
            }
            ailment.ifPresent(reason -> {
                throw new AssertionError(bundle.getSymbolicName() + " does not serve: " + reason.text());
            });
            return this;
        } finally {
            context.removeServiceListener(listener);
        }
    }

    private java.util.Optional<Ailment> ailment() {
        var context = framework.getBundleContext();
        var reference = context.getServiceReference(ServiceComponentRuntime.class);
        if (reference == null) {
            throw new AssertionError("Declarative Services did not start");
        }
        return Ailment.of(context.getService(reference), bundle);
    }

    /** Names of the tools that serve, in order; of those that are described at run time see {@link #services}. */
    public List<String> tools() {
        return registered().map(reference -> reference.getProperty(ToolDefinition.PREFIX_ + "name"))
                .filter(Objects::nonNull).map(String::valueOf).sorted().toList();
    }

    /** The services of a type that the bundle registered; described tools, panels and surfaces are had so. */
    public <T> List<T> services(Class<T> type) {
        var context = framework.getBundleContext();
        return registered().map(context::getService).filter(type::isInstance).map(type::cast).toList();
    }

    /** The bundle itself. */
    public Bundle bundle() {
        return bundle;
    }

    private Stream<ServiceReference<?>> registered() {
        var registered = bundle.getRegisteredServices();
        return registered == null ? Stream.of() : Stream.of(registered);
    }

    /** Stops the framework, and waits until it has. */
    @Override
    public void close() throws Exception {
        end(framework, cache);
    }

    private static void end(Framework framework, Path cache) throws BundleException, InterruptedException, IOException {
        framework.stop();
        framework.waitForStop(PATIENCE.toMillis());
        try (var files = Files.walk(cache)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
