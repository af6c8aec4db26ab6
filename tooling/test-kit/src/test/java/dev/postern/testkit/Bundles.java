// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import aQute.bnd.osgi.Builder;

/** Packs packages of the test classes as an author's build does. */
final class Bundles {
    private Bundles() {}

    static Path pack(Path folder, String name) throws Exception {
        var classes = Path.of("target/test-classes").toAbsolutePath();
        try (var builder = new Builder()) {
            builder.addClasspath(classes.toFile());
            for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                var file = new File(entry);
                if (file.exists() && !file.toPath().equals(classes)) {
                    builder.addClasspath(file);
                }
            }
            Map.of("Bundle-SymbolicName", "org.example." + name, "Bundle-Version", "1.0.0", "-privatepackage",
                    "org.example." + name, "-includeresource",
                    name.equals("probe") ? "POSTERN-INF=" + classes.resolve("POSTERN-INF") : "")
                    .forEach(builder::setProperty);
            try (var jar = builder.build()) {
                if (!builder.getErrors().isEmpty()) {
                    throw new IllegalStateException(builder.getErrors().toString());
                }
                var file = Files.createDirectories(folder).resolve(name + ".jar");
                jar.write(file.toFile());
                return file;
            }
        }
    }
}
