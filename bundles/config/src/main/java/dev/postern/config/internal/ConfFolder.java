// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.postern.core.home.PosternHome;

/** The home's folders, and the files in {@code conf/}. */
final class ConfFolder {
    private static final String README = """
            Configuration of this gateway.

            <pid>.json               a configuration, for example dev.postern.blobs.json: {"max.bytes": 1048576}
            <factory pid>~<name>.json  one of several of a kind
            framework.properties     properties of the framework, read at the start only

            A file is taken within a second of its change, without a restart, once every key and value is one that the
            bundle describes; otherwise it is refused (the log and "postern status" say why) and what was there before
            goes on. Taking a file away takes its configuration away. What stands in a file wins over what was set
            elsewhere, at its next change and at the next start.

            Secrets are given by reference: "$[secret:name]" is the content of ../secrets/name, a file of mode
            0600, "$[env:NAME]" an environment variable.
            """;

    private final Path conf;

    /** Makes the folders that are missing. */
    ConfFolder(PosternHome home) throws IOException {
        for (var folder : List.of(home.conf(), home.deploy(), home.imports(), home.run(), home.root().resolve("log"))) {
            Files.createDirectories(folder);
        }
        for (var folder : List.of(home.data(), home.secrets())) {
            makePrivate(folder);
        }
        conf = home.conf();
        var readme = conf.resolve("README");
        if (Files.notExists(readme)) {
            Files.writeString(readme, README);
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    Path path(String file) {
        return conf.resolve(file);
    }

    /** The files that hold configurations, by name, each with a stamp that changes when it does. */
    Map<String, Stamp> files() throws IOException {
        var files = new TreeMap<String, Stamp>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(conf, "*.json")) {
            for (var file : all) {
                try {
                    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    if (attributes.isRegularFile()) {
                        files.put(file.getFileName().toString(),
                                new Stamp(attributes.lastModifiedTime().toInstant().toString(), attributes.size(),
                                        String.valueOf(attributes.fileKey())));
                    }
                } catch (NoSuchFileException gone) {
                    // between listing and looking
                }
            }
        }
        return files;
    }

    /** What tells a file's versions apart. */
    record Stamp(String modified, long size, String identity) {}
}
