// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The archive that ships, unpacked once for all tests of a JVM. */
public final class Distribution {
    private static final Path ROOT = Path.of(System.getProperty("postern.root"));

    private Distribution() {}

    /** The folder as a user has it after unpacking; must not be changed. */
    public static Path folder() {
        return Unpacked.FOLDER;
    }

    /** A copy that a test may change, below the folder given. */
    public static Path copyInto(Path folder) throws IOException {
        var copy = folder.resolve("postern");
        Trees.copy(Unpacked.FOLDER, copy);
        return copy;
    }

    /** The checkout. */
    public static Path root() {
        return ROOT;
    }

    private static Path unpack() {
        try {
            var target = Forks.folder();
            var archive = ROOT.resolve("runtime/distribution/target/postern-0.1.0.tar.gz");
            var folder = target.resolve("postern-0.1.0");
            Trees.delete(folder);
            var tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", target.toString())
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new IOException("cannot unpack " + archive);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Not before somebody wants it: the harness has tests of its own, which need none. */
    private static final class Unpacked {
        static final Path FOLDER = unpack();
    }
}
