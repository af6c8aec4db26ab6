// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.core.plugin.PluginException;

/**
 * What a tool host is made of, in the folder that ships: the platform that plugins may count on, and nothing else.
 *
 * @param root the distribution
 */
record Layout(Path root) {
    /** How the files begin, in the order in which they are started. */
    private static final List<String> BUNDLES = List.of("asm-9", "asm-tree-", "asm-commons-", "asm-analysis-",
            "asm-util-", "org.apache.aries.spifly.dynamic.bundle-", "slf4j-api-", "logback-core-", "logback-classic-",
            "org.osgi.util.function-", "org.osgi.util.promise-", "org.osgi.service.component-", "jackson-annotations-",
            "jackson-core-", "jackson-databind-", "jackson-dataformat-yaml-", "snakeyaml-engine-", "itu-",
            "json-schema-validator-", "dev.postern.plugin-api-", "dev.postern.core-api-", "dev.postern.json-",
            "org.apache.felix.scr-", "dev.postern.toolhost-");

    /** The bundles, without the plugin. */
    List<Path> bundles() throws PluginException {
        var found = new ArrayList<Path>();
        try (var files = Files.walk(root)) {
            var jars = files.filter(file -> file.getFileName().toString().endsWith(".jar")).toList();
            for (var prefix : BUNDLES) {
                found.add(named(jars, prefix).orElseThrow(() -> new PluginException("unavailable",
                        "the distribution " + root + " has no " + prefix + "*.jar, which a tool host needs", null)));
            }
        } catch (IOException unreadable) {
            throw new PluginException("unavailable", "the distribution cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
        return found;
    }

    /** What is outside the host's framework: the framework itself, and the program that starts it. */
    List<Path> classPath(List<Path> bundles) throws PluginException {
        try (var files = Files.list(root.resolve("lib"))) {
            return List.of(named(files.toList(), "org.apache.felix.framework-").orElseThrow(() -> new PluginException(
                    "unavailable", "the distribution " + root + " has no framework", null)), bundles.getLast());
        } catch (IOException unreadable) {
            throw new PluginException("unavailable", "the distribution cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static Optional<Path> named(List<Path> files, String prefix) {
        return files.stream().filter(file -> file.getFileName().toString().startsWith(prefix)).findFirst();
    }
}
