// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Jars whose entries are edited as somebody would who does not care for signatures. */
final class Zips {
    private Zips() {}

    /** The entries, in their order. */
    static Map<String, byte[]> read(Path jar) throws Exception {
        var entries = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    static Path write(Path folder, Map<String, byte[]> entries) throws Exception {
        Path jar = Files.createTempFile(folder, "made", ".jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return jar;
    }

    /** The jar with one entry more, or another in its place. */
    static Path with(Path jar, String name, String content) throws Exception {
        var entries = read(jar);
        entries.put(name, utf8(content));
        return write(Objects.requireNonNull(jar.getParent()), entries);
    }

    static Path without(Path jar, String name) throws Exception {
        var entries = read(jar);
        if (entries.remove(name) == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return write(Objects.requireNonNull(jar.getParent()), entries);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
