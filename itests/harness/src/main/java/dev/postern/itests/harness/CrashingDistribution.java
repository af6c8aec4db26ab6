// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What ships, with one bundle more: a store that kills its process at a commit. */
public final class CrashingDistribution {
    private static final Path CRASH_STORE = Distribution.root()
            .resolve("itests/crash-store/target/dev.postern.itests-crash-store-0.1.0.jar");

    private CrashingDistribution() {}

    /** Makes one below the folder. */
    public static Path in(Path folder) throws IOException {
        var distribution = Distribution.copyInto(folder);
        Files.copy(CRASH_STORE, distribution.resolve("bundles/1").resolve(CRASH_STORE.getFileName()));
        return distribution;
    }
}
