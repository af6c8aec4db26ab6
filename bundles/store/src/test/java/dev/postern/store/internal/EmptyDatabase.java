// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A database with every migration and no row: made once for a JVM and copied, since making one takes ten times as long. */
final class EmptyDatabase {
    private static final Path HOME = make();

    private EmptyDatabase() {}

    /** Puts one there, unless there is one. */
    static void into(Path home) throws IOException {
        var target = home.resolve("data/derby");
        if (Files.notExists(target)) {
            var source = HOME.resolve("data/derby");
            Files.createDirectories(target.getParent());
            try (var files = Files.walk(source)) {
                for (var file : (Iterable<Path>) files::iterator) {
                    Files.copy(file, target.resolve(source.relativize(file)));
                }
            }
        }
    }

    private static Path make() {
        try {
            var home = Files.createTempDirectory("postern-empty-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
            TestStore.create(home).close();
            return home;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path home) {
        try (var files = Files.walk(home)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            // a folder in the place for what is temporary
        }
    }
}
