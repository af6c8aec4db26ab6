// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What says at which moment the process ends: a file that {@code POSTERN_TEST_FUSE} names, once it is there. */
final class Fuse {
    private final Optional<Path> file;

    Fuse() {
        file = Optional.ofNullable(System.getenv("POSTERN_TEST_FUSE")).map(Path::of);
    }

    /** The moment; empty while there is none. */
    Optional<String> moment() {
        return file.filter(Files::exists).map(Fuse::text);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process with SIGKILL. */
    static void burn() {
        try {
            new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
