// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import dev.postern.api.tool.Tool;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** A framework in which bundles share the API with the test. */
final class TestFramework implements AutoCloseable {
    private static final String API = Stream.of("json", "message", "plugin", "schema", "tool")
            .map(area -> "dev.postern.api." + area + ";version=\"1.2.0\"")
            .collect(Collectors.joining(","));

    private final Path folder;
    private final Framework framework;

    TestFramework(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        framework = new FrameworkFactory().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, API,
                Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA,
                "osgi.extender;osgi.extender=\"osgi.component\";version:Version=\"1.5\","
                        + "osgi.service;objectClass:List<String>=\"none\"",
                "postern.home", folder.resolve("home").toString()));
        framework.start();
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Packs these classes, with the classes in them and their descriptors, and starts the bundle. */
    Bundle install(String name, String version, Class<?>... types) throws Exception {
        var jar = folder.resolve(name + "-" + version + ".jar");
        var manifest = new Manifest();
        var headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        headers.putValue(Constants.BUNDLE_VERSION, version);
        headers.putValue(Constants.IMPORT_PACKAGE, "dev.postern.api.tool,dev.postern.api.json,dev.postern.api.schema");
        headers.putValue(Constants.PROVIDE_CAPABILITY, "dev.postern.plugin;dev.postern.plugin=" + name
                + ";files:List<String>=\"*:write\";secrets:List<String>=\"*\";programs:List<String>=\"sleep\"");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var type : types) {
                pack(type, out);
            }
        }
        var bundle = context().installBundle("plugin:" + name + "/" + "0".repeat(64), Files.newInputStream(jar));
        bundle.start();
        return bundle;
    }

    private static void pack(Class<?> type, JarOutputStream out) throws IOException, URISyntaxException {
        var root = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        var own = type.getName().replace('.', '/');
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var path = root.relativize(file).toString().replace('\\', '/');
                if (path.equals(own + ".class") || path.startsWith(own + "$")
                        || path.startsWith("POSTERN-INF/tools/")) {
                    try {
                        out.putNextEntry(new ZipEntry(path));
                    } catch (java.util.zip.ZipException twice) {
                        continue;
                    }
                    Files.copy(file, out);
                    out.closeEntry();
                }
            }
        }
    }

    /** Registers a tool as its component would. */
    static ServiceRegistration<?> register(Bundle bundle, String type, String tool, String version) throws Exception {
        var properties = new Hashtable<String, Object>();
        properties.put("postern.tool.name", tool);
        properties.put("postern.tool.version", version);
        var instance = bundle.loadClass(type).getDeclaredConstructor().newInstance();
        return bundle.getBundleContext().registerService(Tool.class.getName(), instance, properties);
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(60_000);
    }

    static List<String> names(Stream<? extends Record> records) {
        return records.map(Object::toString).toList();
    }
}
