// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/** Tests run in several JVMs at once. */
final class Forks {
    private Forks() {}

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
