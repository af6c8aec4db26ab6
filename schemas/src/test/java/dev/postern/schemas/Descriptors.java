// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.json.StrictJson;

/** What the processor wrote into the bundles on the class path. */
final class Descriptors {
    private Descriptors() {}

    /** The methods' descriptors, by name. */
    static Map<String, JsonObject> methods() {
        return read("POSTERN-INF/methods");
    }

    /** The descriptors of what nodes answer, by name. */
    static Map<String, JsonObject> nodeMethods() {
        return read("POSTERN-INF/nodes");
    }

    /** The schemas of frames and the like, by name. */
    static Map<String, JsonObject> frames() {
        return records(false);
    }

    /** The schemas of events' payloads, by topic. */
    static Map<String, JsonObject> events() {
        return records(true);
    }

    /** The schemas of files that no method takes, by name. */
    static Map<String, JsonObject> documents() {
        return read("POSTERN-INF/documents");
    }

    /** The one of that name, which must be there. */
    static JsonObject named(Map<String, JsonObject> all, String name) {
        var found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no " + name + " among " + all.keySet());
        }
        return found;
    }

    /** Topics have a dot in their name, frames have none. */
    private static Map<String, JsonObject> records(boolean dotted) {
        return read("POSTERN-INF/records").entrySet().stream()
                .filter(entry -> entry.getKey().contains(".") == dotted)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    private static Map<String, JsonObject> read(String folder) {
        var found = new TreeMap<String, JsonObject>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            var path = Path.of(entry);
            try {
                if (Files.isDirectory(path)) {
                    list(path.resolve(folder), found);
                } else if (entry.endsWith(".jar") && path.getFileName().toString().startsWith("dev.postern.")) {
                    try (var jar = FileSystems.newFileSystem(path)) {
                        list(jar.getPath(folder), found);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static void list(Path folder, Map<String, JsonObject> into) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                into.put(name.substring(0, name.length() - ".json".length()), parse(Files.readString(file)));
            }
        }
    }

    static JsonObject parse(String text) {
        try {
            return (JsonObject) new StrictJson().parse(text);
        } catch (JsonException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
