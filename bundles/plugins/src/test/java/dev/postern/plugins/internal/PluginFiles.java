// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;

/** Builds plugin jars from the test classes, as an author's build would. */
final class PluginFiles {
    /** Headers that begin so go into the manifest as they are, past bnd. */
    static final String RAW = "raw:";

    private final Path folder;

    PluginFiles(Path folder) {
        this.folder = folder;
    }

    /** The package as a plugin of that version. */
    Path build(String name, String version, Map<String, String> more) throws Exception {
        Path classes = Path.of("target/test-classes").toAbsolutePath();
        try (var builder = new Builder()) {
            builder.addClasspath(classes.toFile());
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                File file = new File(entry);
                if (file.exists() && !file.toPath().equals(classes)) {
                    builder.addClasspath(file);
                }
            }
            var instructions = new HashMap<String, String>();
            instructions.put("Bundle-SymbolicName",
                    "org.example." + (name.startsWith("hello") ? "hello" : name));
            instructions.put("Bundle-Version", version);
            instructions.put("-privatepackage", "org.example." + name);
            instructions.put("-includeresource", includes(classes, name));
            instructions.put("-noextraheaders", "true");
            instructions.put("-reproducible", "true");
            more.forEach((header, value) -> {
                if (!header.startsWith(RAW)) {
                    instructions.put(header, value);
                }
            });
            instructions.forEach(builder::setProperty);
            try (Jar jar = builder.build()) {
                if (!builder.getErrors().isEmpty()) {
                    throw new IllegalStateException(builder.getErrors().toString());
                }
                var manifest = jar.getManifest().getMainAttributes();
                more.forEach((header, value) -> {
                    if (header.startsWith(RAW)) {
                        manifest.putValue(header.substring(RAW.length()), value);
                    }
                });
                Path file = Files.createTempFile(folder, name + "-" + version, ".jar");
                jar.write(file.toFile());
                return file;
            }
        }
    }

    Path build(String name, String version) throws Exception {
        return build(name, version, Map.of());
    }

    private static String includes(Path classes, String name) {
        String tools = "POSTERN-INF/tools/";
        return switch (name) {
            case "hello" -> descriptor(classes, tools + "hello.greet-1.0.0.json");
            case "hello2" -> descriptor(classes, tools + "hello.greet-1.1.0.json") + ","
                    + descriptor(classes, tools + "hello.count-1.0.0.json");
            case "hello3" -> descriptor(classes, tools + "hello.greet-1.0.1.json");
            case "hello4" -> descriptor(classes, tools + "hello.greet-2.0.0.json");
            case "thief" -> descriptor(classes, tools + "hello.greet-9.0.0.json");
            default -> descriptor(classes, tools + name + ".tool-1.0.0.json");
        };
    }

    private static String descriptor(Path classes, String file) {
        return file + "=" + classes.resolve(file);
    }
}
