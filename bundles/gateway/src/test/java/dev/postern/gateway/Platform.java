// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import dev.postern.core.hash.KeyedDigest;
import dev.postern.core.hash.Sha256;
import dev.postern.core.store.Journal;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.WireMethod;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** A framework in this JVM with the gateway and the packaged bundles it works with; only the store is in memory. */
final class Platform implements AutoCloseable {
    private static final Path BUNDLES = Path.of("target", "bundles-for-tests");

    final MemoryStore store = new MemoryStore();
    private final Framework framework;
    private final Path home;
    private Bundle gateway;
    private int methods;

    private Platform(Path folder, Map<String, Object> settings) throws Exception {
        home = folder.resolve("home");
        var properties = new HashMap<String, String>();
        properties.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, sharedPackages());
        properties.put("org.apache.felix.http.host", "127.0.0.1");
        properties.put("org.osgi.service.http.port", "0");
        properties.put("org.apache.felix.jetty.websocket.enable", "true");
        properties.put("org.apache.felix.http.jetty.virtualthreads.enable", "true");
        properties.put("postern.home", home.toString());
        framework = new FrameworkFactory().newFramework(properties);
        framework.start();
        var context = framework.getBundleContext();
        context.registerService(new String[]{Store.class.getName(), Journal.class.getName()}, store,
                new Hashtable<>());
        context.registerService(Rows.class, store.rows(), new Hashtable<>());
        context.registerService(KeyedDigest.class, Sha256::hex, new Hashtable<>());
        var bundles = new ArrayList<Bundle>();
        try (var jars = Files.list(BUNDLES)) {
            for (var jar : jars.sorted().toList()) {
                if (symbolicName(jar) != null) {
                    bundles.add(context.installBundle(jar.toUri().toString()));
                }
            }
        }
        for (var bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
        configure(settings);
        gateway = context.installBundle(own().toUri().toString());
        gateway.start();
    }

    static Platform start(Path folder, Map<String, Object> settings) throws Exception {
        return new Platform(folder, settings);
    }

    /** Waits until the gateway listens. */
    int port() throws Exception {
        var file = home.resolve("run/port");
        Await.until("the gateway listens", () -> Files.exists(file));
        return Integer.parseInt(Files.readString(file).strip());
    }

    Path home() {
        return home;
    }

    Bundle gateway() {
        return gateway;
    }

    String operatorToken() throws Exception {
        var file = home.resolve("secrets/operator.token");
        Await.until("there is an operator token", () -> Files.exists(file));
        return Files.readString(file).strip();
    }

    <T> T service(Class<T> type) throws InterruptedException {
        var tracker = new ServiceTracker<T, T>(framework.getBundleContext(), type, null);
        tracker.open();
        return Objects.requireNonNull(tracker.waitForService(60_000), type.getName());
    }

    <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, Object> properties) {
        return framework.getBundleContext().registerService(type, service, new Hashtable<>(properties));
    }

    /** Adds a method as a bundle of its own would, with its descriptor. */
    ServiceRegistration<?> method(String name, String paramsSchema, Map<String, Object> more, Method<?, ?> handler)
            throws Exception {
        var descriptor = "{\"name\":\"" + name + "\",\"scope\":\"any\",\"description\":\"\",\"params\":" + paramsSchema
                + ",\"result\":{}}";
        var bundle = framework.getBundleContext().installBundle("test:" + methods++, new ByteArrayInputStream(
                jar("test.methods" + methods, Map.of(WireMethod.DESCRIPTOR_FOLDER + name + ".json", descriptor))));
        bundle.start();
        var properties = new Hashtable<String, Object>(more);
        properties.put(WireMethod.NAME, name);
        properties.putIfAbsent("postern.method.scope", "any");
        return bundle.getBundleContext().registerService(Method.class, handler, properties);
    }

    /** Adds a bundle of that name that holds these files and no code. */
    Bundle files(String symbolicName, Map<String, String> entries) throws Exception {
        return framework.getBundleContext().installBundle("test:" + symbolicName,
                new ByteArrayInputStream(jar(symbolicName, entries)));
    }

    void configure(Map<String, Object> settings) throws Exception {
        if (!settings.isEmpty()) {
            Dictionary<String, Object> properties = new Hashtable<>(settings);
            service(ConfigurationAdmin.class).getConfiguration("dev.postern.gateway", "?").update(properties);
        }
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(60_000);
    }

    private static Path own() throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("dev\\.postern\\.gateway-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] jar(String symbolicName, Map<String, String> entries) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        manifest.getMainAttributes().putValue(Constants.IMPORT_PACKAGE, "dev.postern.core.wire");
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes, manifest)) {
            for (var entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** The API and the log are this JVM's own, so that tests and bundles speak of the same classes. */
    private static String sharedPackages() throws IOException {
        var shared = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            if (entry.contains("core-api") || entry.contains("plugin-api")) {
                shared.add(exports(Path.of(entry)));
            }
        }
        for (var name : List.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")) {
            shared.add(name + ";version=2.0.20");
        }
        shared.add("org.osgi.service.cm;version=1.6.1");
        return String.join(",", shared);
    }

    private static String exports(Path module) throws IOException {
        var manifest = Files.isDirectory(module) ? folderManifest(module) : jarManifest(module);
        // uses constraints name packages that the system bundle has not; the version is all that matters
        return java.util.Arrays.stream(manifest.getMainAttributes().getValue(Constants.EXPORT_PACKAGE)
                .replaceAll(";uses:=\"[^\"]*\"", "").split(","))
                .collect(Collectors.joining(","));
    }

    private static Manifest folderManifest(Path folder) throws IOException {
        try (var in = Files.newInputStream(folder.resolve("META-INF/MANIFEST.MF"))) {
            return new Manifest(in);
        }
    }

    private static Manifest jarManifest(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest();
        }
    }

    private static String symbolicName(Path jar) throws IOException {
        return jarManifest(jar).getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
    }
}
