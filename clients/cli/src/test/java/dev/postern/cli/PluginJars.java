// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

import dev.postern.cli.signing.JarSealer;
import dev.postern.cli.signing.SigningKey;

/** Jars of plugins with one tool, as their publishers have them. */
public record PluginJars(Path folder) {

    /** A key and its certificate, as keygen writes them. */
    public SigningKey key(String name) throws Exception {
        var key = SigningKey.generate(name, Instant.now().minusSeconds(60), Instant.now().plus(30, ChronoUnit.DAYS));
        key.write(folder.resolve(name + ".key"));
        return key;
    }

    public Path keyFile(String name) {
        return folder.resolve(name + ".key");
    }

    /** A signed one. */
    public Path signed(SigningKey key, String id, String version, String... headers) throws Exception {
        var jar = unsigned(id, version, headers);
        JarSealer.seal(jar, jar, key);
        return jar;
    }

    /** One that nobody signed. Headers are names, each with its value behind. */
    public Path unsigned(String id, String version, String... headers) throws Exception {
        var main = new LinkedHashMap<String, String>();
        main.put("Bundle-ManifestVersion", "2");
        main.put("Bundle-SymbolicName", "org.example." + id);
        main.put("Bundle-Version", version);
        main.put("Bundle-Name", "The " + id);
        main.put("Bundle-License", "Apache-2.0;link=\"https://www.apache.org/licenses/LICENSE-2.0\"");
        main.put("Import-Package", "dev.postern.api.tool;version=\"[1.2,2)\",java.util");
        main.put("Export-Package", "org.example." + id + ";version=\"1.0.0\"");
        main.put("Provide-Capability", "dev.postern.plugin;dev.postern.plugin=\"" + id + "\";title=\"" + id + " <&>\""
                + ";hosts:List<String>=\"b.example.org,a.example.org\";files:List<String>=\"\",dev.postern.tool;"
                + "dev.postern.tool=\"" + id + ".run\";version:Version=\"1.0.0\"");
        for (int i = 0; i < headers.length; i += 2) {
            main.put(headers[i], headers[i + 1]);
        }
        var jar = folder.resolve(id + "-" + version + ".jar");
        write(jar, main, Map.of("POSTERN-INF/tools/" + id + ".run-1.0.0.json",
                "{\"name\":\"" + id + ".run\",\"version\":\"1.0.0\"}", "org/example/A.class", id + version));
        return jar;
    }

    private static void write(Path jar, Map<String, String> headers, Map<String, String> entries) throws Exception {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                manifest.getMainAttributes().putValue(name, value);
            }
        });
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
