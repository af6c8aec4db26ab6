// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.core.blob.BlobStore;
import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.plugin.PluginHosts;
import dev.postern.core.plugin.PluginManager;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.json.StrictJson;
import org.apache.felix.scr.impl.Activator;
import org.objectweb.asm.ClassReader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;

/** A framework with the plugin manager as it ships, over a store and a registry of the test's. */
final class RunningFramework implements AutoCloseable {
    private static final long WAIT_MILLIS = 60_000;

    final FakeStore store;
    final FakeBlobs blobs = new FakeBlobs();
    final FakeRows rows = new FakeRows();
    /** Of whoever calls a method. */
    volatile Set<String> scopes = Set.of("*");
    final FakeRegistry registry;
    final FakeHosts hosts;
    final Json json = new StrictJson();
    final Path home;
    private final Framework framework;

    RunningFramework(Path home, FakeStore store, Map<String, Object> config) throws Exception {
        this.home = home;
        this.store = store;
        var settings = new HashMap<String, String>();
        settings.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
        settings.put("postern.home", home.toString());
        settings.put("org.apache.felix.http.host", "127.0.0.1");
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                exports(JsonValue.class, Json.class, Logger.class, ConfigurationAdmin.class, ComponentContext.class,
                        Promise.class, Function.class, ClassReader.class));
        framework = ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(settings);
        framework.start();
        registry = new FakeRegistry(context());
        register(Json.class, json);
        register(BlobStore.class, blobs);
        register(Rows.class, rows.rows());
        register(ToolRegistry.class, registry);
        hosts = new FakeHosts(registry);
        register(PluginHosts.class, hosts);
        context().registerService(new String[]{Store.class.getName(), Journal.class.getName()}, store,
                new Hashtable<>());
        install(configurationAdmin());
        configure(config);
        for (Class<?> inside : List.of(Activator.class)) {
            install(location(inside));
        }
        install(Path.of("target/classes").toAbsolutePath());
        manager();
    }

    private static Path configurationAdmin() throws ClassNotFoundException {
        return location(Class.forName("org.apache.felix.cm.impl.ConfigurationManager"));
    }

    private void configure(Map<String, Object> config) throws IOException {
        Dictionary<String, Object> settings = new Hashtable<>(config);
        ConfigurationAdmin admin = await(ConfigurationAdmin.class, null);
        // the same again would replace the manager while a test uses it
        admin.getConfiguration(PluginsConfig.PID, "?").updateIfDifferent(settings);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    PluginManager manager() {
        return await(PluginManager.class, null);
    }

    /** Answers as the gateway would. */
    JsonObject call(String name, JsonObject params, Optional<IdempotencyClaim> claim) throws Exception {
        Method<?, ?> method = await(Method.class, "(postern.method.name=" + name + ")");
        return call(method, params, claim);
    }

    @SuppressWarnings("unchecked")
    private <P extends Record, R extends Record> JsonObject call(
            Method<P, R> method,
            JsonObject params,
            Optional<IdempotencyClaim> claim) throws Exception {
        Class<P> type = (Class<P>) List.of(method.getClass().getDeclaredClasses()).stream()
                .filter(each -> each.getSimpleName().equals("Params")).findFirst().orElseThrow();
        return json.newMapper()
                .write(method.handle(json.newMapper().read(params, type), new TestContext(claim, scopes)));
    }

    <T> T await(Class<T> service, @org.jspecify.annotations.Nullable String filter) {
        try {
            var tracker = filter == null
                    ? new ServiceTracker<T, T>(context(), service, null)
                    : new ServiceTracker<T, T>(context(),
                            context().createFilter("(&(objectClass=" + service.getName() + ")" + filter + ")"), null);
            tracker.open(true);
            T found = tracker.waitForService(WAIT_MILLIS);
            if (found == null) {
                throw new AssertionError("no " + service.getName() + " " + filter + ": " + ailing());
            }
            return found;
        } catch (InterruptedException | org.osgi.framework.InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Why components do not serve. */
    private String ailing() {
        var components = context().getService(context().getServiceReference(ServiceComponentRuntime.class));
        var reasons = new StringBuilder();
        for (var component : components.getComponentDescriptionDTOs()) {
            for (var instance : components.getComponentConfigurationDTOs(component)) {
                reasons.append(component.name).append(": state ").append(instance.state);
                for (var missing : instance.unsatisfiedReferences) {
                    reasons.append(", lacks ").append(missing.name);
                }
                reasons.append(instance.failure == null ? "" : ", " + instance.failure).append('\n');
            }
        }
        return reasons.toString();
    }

    /** Waits until exactly these tools serve. */
    boolean awaitTools(String... labels) throws InterruptedException {
        var changes = new java.util.concurrent.Semaphore(0);
        org.osgi.framework.ServiceListener listener = event -> changes.release();
        context().addServiceListener(listener);
        try {
            while (!registry.labels().equals(List.of(labels))) {
                if (!changes.tryAcquire(WAIT_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    return registry.labels().equals(List.of(labels));
                }
            }
            return true;
        } finally {
            context().removeServiceListener(listener);
        }
    }

    List<String> pluginLocations() {
        return List.of(context().getBundles()).stream().map(Bundle::getLocation)
                .filter(location -> location.startsWith("plugin:")).toList();
    }

    /** Ids of all services that belong to no plugin. */
    Set<Object> otherServices() throws Exception {
        var ids = new LinkedHashSet<Object>();
        for (ServiceReference<?> reference : context().getAllServiceReferences((String) null, null)) {
            if (reference.getBundle() != null && !PluginBundles.isPlugin(reference.getBundle())) {
                ids.add(reference.getProperty(Constants.SERVICE_ID));
            }
        }
        return ids;
    }

    private <T> void register(Class<T> type, T service) {
        context().registerService(type, service, new Hashtable<>());
    }

    private void install(Path file) throws BundleException {
        Bundle bundle = context().installBundle("reference:" + file.toUri());
        bundle.start();
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(WAIT_MILLIS);
    }

    /** The exports of the jars that hold these classes, for the system bundle. */
    private static String exports(Class<?>... inside) throws IOException {
        var exports = new StringBuilder();
        for (Class<?> type : inside) {
            Path file = location(type);
            Manifest manifest;
            if (Files.isDirectory(file)) {
                try (InputStream in = Files.newInputStream(file.resolve("META-INF/MANIFEST.MF"))) {
                    manifest = new Manifest(in);
                }
            } else {
                try (var jar = new JarFile(file.toFile())) {
                    manifest = jar.getManifest();
                }
            }
            String header = manifest.getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
            for (var clause : org.apache.felix.utils.manifest.Parser.parseHeader(header)) {
                exports.append(exports.isEmpty() ? "" : ",").append(clause.getName()).append(";version=\"")
                        .append(clause.getAttribute("version")).append('"');
            }
        }
        return exports.toString();
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private record TestContext(Optional<IdempotencyClaim> idempotency, Set<String> scopes) implements MethodContext {
        @Override
        public Principal principal() {
            return new Principal(Principal.Kind.CLIENT, "k_test", "default", scopes, Principal.Trust.OPERATOR);
        }

        @Override
        public String connection() {
            return "x_1";
        }

        @Override
        public Optional<String> traceparent() {
            return Optional.empty();
        }
    }
}
