// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarFile;

import dev.postern.api.json.JsonValue;
import dev.postern.core.json.Json;
import dev.postern.core.json.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.FrameworkFactory;

/** In a framework the libraries see each other only through the imports of their manifests: it must work there, too. */
class FrameworkResolutionTest {
    /** What has no part in resolving or is part of the test. */
    private static final List<String> LEFT_OUT = List.of(
            "org.apache.felix.framework", "assertj", "byte-buddy", "junit", "opentest4j", "apiguardian", "jspecify");

    private static final List<String> STARTED = List.of("org.apache.felix.scr", "dev.postern.json");

    @TempDir
    Path cache;

    @Test
    void validatesInsideAFramework() throws Exception {
        var settings = new HashMap<String, String>();
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        // slf4j.api demands it to find its logger; nothing is logged here
        settings.put(
                Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA,
                "osgi.extender;osgi.extender=\"osgi.serviceloader.processor\";version:Version=\"1.0\","
                        + "osgi.serviceloader;osgi.serviceloader=\"org.slf4j.spi.SLF4JServiceProvider\"");
        var framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(settings);
        framework.start();
        try {
            var context = framework.getBundleContext();
            for (var jar : libraries()) {
                context.installBundle("reference:" + jar.toUri());
            }
            context.installBundle("reference:" + Path.of("target/classes").toAbsolutePath().toUri());
            for (var bundle : context.getBundles()) {
                if (STARTED.contains(bundle.getSymbolicName())) {
                    bundle.start();
                }
            }
            assertValidates(context);
        } finally {
            framework.stop();
            framework.waitForStop(60_000);
        }
    }

    /** By reflection: the test's own copies of the classes are others than the framework's. */
    private static void assertValidates(BundleContext context) throws Exception {
        var reference = context.getAllServiceReferences(Json.class.getName(), null);
        assertThat(reference).as("the component's service").hasSize(1);
        var json = context.getService(reference[0]);
        var text = json.getClass().getMethod("parse", String.class);
        var object = text.invoke(json, "{\"type\":\"string\",\"format\":\"date-time\"}");
        var schema = json.getClass().getMethod("schema", object.getClass()).invoke(json, object);
        var api = reference[0].getBundle().loadClass(Schema.class.getName());
        var value = json.getClass().getClassLoader().loadClass(JsonValue.class.getName());
        assertThat(api.getMethod("validate", value).invoke(schema, text.invoke(json, "\"soon\"")))
                .asString()
                .contains("must be a date-time");
    }

    private static List<Path> libraries() throws Exception {
        var found = new ArrayList<Path>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            var path = Path.of(entry);
            if (LEFT_OUT.stream().anyMatch(part -> path.getFileName().toString().contains(part))) {
                continue;
            }
            if (Files.isDirectory(path) && Files.exists(path.resolve("META-INF/MANIFEST.MF"))
                    && !path.endsWith("json/target/classes")) {
                found.add(path);
            } else if (entry.endsWith(".jar")) {
                try (var jar = new JarFile(entry)) {
                    if (jar.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) != null) {
                        found.add(path);
                    }
                }
            }
        }
        return found;
    }
}
