// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A plugin's bundle put together by hand: what no build tool would make is what is wanted. */
public final class HandmadeBundle {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private HandmadeBundle() {}

    /** A plugin of that id, with nothing in it, that would be installed as it is. */
    public static HandmadeBundle plugin(String id) {
        return new HandmadeBundle()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", "org.example." + id)
                .header("Bundle-Version", "1.0.0")
                .header("Provide-Capability", "dev.postern.plugin;dev.postern.plugin=\"" + id + "\"");
    }

    /** Another version of a bundle, alike in all else. */
    public static HandmadeBundle of(Path bundle, String version) throws IOException {
        var made = new HandmadeBundle();
        try (var jar = new JarFile(bundle.toFile())) {
            jar.getManifest().getMainAttributes().forEach((name, value) -> made.header(name.toString(), "" + value));
            for (var entry : jar.stream().filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
                try (var in = jar.getInputStream(entry)) {
                    made.entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return made.header("Bundle-Version", version);
    }

    /** Sets a header. */
    public HandmadeBundle header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds a clause to a header. */
    public HandmadeBundle clause(String name, String clause) {
        headers.merge(name, clause, (before, more) -> before + "," + more);
        return this;
    }

    /** Adds a file. */
    public HandmadeBundle entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** Leaves out the files whose names do not fulfil the condition. */
    public HandmadeBundle files(Predicate<String> kept) {
        entries.keySet().removeIf(kept.negate());
        return this;
    }

    /** Adds a tool by its descriptor alone. */
    public HandmadeBundle tool(String name, String version) {
        return clause("Provide-Capability",
                "dev.postern.tool;dev.postern.tool=\"" + name + "\";version:Version=\"" + version + "\"")
                .entry("POSTERN-INF/tools/" + name + "-" + version + ".json", utf8("""
                        {"name": "%s", "version": "%s"}
                        """.formatted(name, version)));
    }

    /** Adds a component of that class, started at once; more elements of its description may be given. */
    public HandmadeBundle component(Class<?> type, String... elements) throws IOException {
        var file = type.getName().replace('.', '/') + ".class";
        try (var in = Objects.requireNonNull(type.getClassLoader().getResourceAsStream(file), file)) {
            entry(file, in.readAllBytes());
        }
        var description = "OSGI-INF/" + type.getName() + ".xml";
        return clause("Service-Component", description)
                .header("Require-Capability",
                        "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0)(!(version>=2.0.0)))\"")
                .entry(description, utf8("""
                        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="%1$s" immediate="true">
                          <implementation class="%1$s"/>%2$s
                        </scr:component>
                        """.formatted(type.getName(), String.join("", elements))));
    }

    /** Writes it. */
    public Path write(Path file) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (var entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return file;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
