// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/** Tests run in several JVMs at once: what is each one's own, and what only one at a time may do. */
final class Forks {
    private Forks() {}

    /** A folder that no other JVM touches. */
    static Path folder() throws IOException {
        return Files.createDirectories(
                Distribution.root().resolve("itests/target/fork-" + System.getProperty("postern.fork", "1")));
    }

    /** Does what writes to a place that all share; the others wait. */
    static <T> T alone(Callable<T> work) throws Exception {
        var target = Files.createDirectories(Distribution.root().resolve("itests/target"));
        synchronized (Forks.class) {
            try (var file = FileChannel.open(target.resolve("shared.lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
                    var _ = file.lock()) {
                return work.call();
            }
        }
    }
}
