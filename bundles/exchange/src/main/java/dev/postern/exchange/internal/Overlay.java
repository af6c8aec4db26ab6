// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.core.wire.WireException;

/**
 * The files that stand in for shipped ones: {@code data/bundles/<symbolic name>.jar}. The launcher takes them in place of the
 * distribution's, as long as their version is higher than that of what was shipped.
 */
final class Overlay {
    private static final String NEW = ".new";

    private final Path folder;
    private final Path shipped;
    private final Path stamp;

    /**
     * @param home all state
     * @param distribution what was shipped
     */
    Overlay(Path home, Path distribution) {
        this.folder = home.resolve("data").resolve("bundles");
        this.shipped = distribution.resolve("bundles");
        this.stamp = home.resolve("cache").resolve("bundles.stamp");
    }

    /** A private copy of a file, durable. */
    Path stage(Path source) throws IOException {
        Files.createDirectories(folder);
        Path copy = Files.createTempFile(folder, ".", NEW);
        Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
        sync(copy);
        return copy;
    }

    /** Deletes copies that a crash left behind. */
    void clear() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path left : files.filter(file -> file.getFileName().toString().endsWith(NEW)).toList()) {
                Files.deleteIfExists(left);
            }
        }
    }

    /** Has the next start look at every bundle: what the framework remembers may be half an exchange. */
    void doubt() throws IOException {
        Files.deleteIfExists(stamp);
    }

    /** The staged file stands in from now on, also after a start. Durable when this returns. */
    void keep(Candidate candidate) throws IOException {
        Files.move(candidate.file(), file(candidate.name()), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(folder);
    }

    /** What was shipped serves again. */
    void drop(String name) throws IOException {
        Files.deleteIfExists(file(name));
        sync(folder);
    }

    boolean has(String name) {
        return Files.exists(file(name));
    }

    /** What stands in for it by its file; empty for what was shipped. */
    Optional<Candidate> standIn(String name) throws IOException, WireException {
        return has(name) ? Optional.of(Candidate.read(file(name))) : Optional.empty();
    }

    /** What was shipped under the name. */
    Optional<Candidate> shipped(String name) throws IOException, WireException {
        try (Stream<Path> files = Files.walk(shipped, 2)) {
            for (Path jar : files.filter(file -> file.getFileName().toString().endsWith(".jar")).toList()) {
                if (Candidate.isOf(jar, name)) {
                    return Optional.of(Candidate.read(jar));
                }
            }
        }
        return Optional.empty();
    }

    private Path file(String name) {
        return folder.resolve(name + ".jar");
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
