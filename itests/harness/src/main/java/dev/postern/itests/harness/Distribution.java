// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The archive that ships, unpacked once for all tests. */
public final class Distribution {
    private static final Path ROOT = Path.of(System.getProperty("postern.root"));
    private static final String HOME = "home";

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
            return Forks.alone(() -> unpack(ROOT.resolve("runtime/distribution/target/postern-0.1.0.tar.gz")));
        } catch (Exception e) {
            throw new IllegalStateException("the archive cannot be unpacked", e);
        }
    }

    /** Once for each time that it was packed: other JVMs use the same folder. */
    private static Path unpack(Path archive) throws Exception {
        var target = ROOT.resolve("itests/target/unpacked");
        var folder = target.resolve("of-" + Files.getLastModifiedTime(archive).toMillis());
        if (!Files.exists(folder)) {
            Trees.delete(target);
            var part = Files.createDirectories(target.resolve("part"));
            var tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", part.toString()).inheritIO().start();
            if (tar.waitFor() != 0) {
                throw new IOException("cannot unpack " + archive);
            }
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
            makeStartUpCaches(folder.resolve("postern-0.1.0"), folder.resolve(HOME));
        }
        return folder.resolve("postern-0.1.0");
    }

    /** What the first run does in the background when nothing else is to do: here something always is. */
    private static void makeStartUpCaches(Path distribution, Path home) throws Exception {
        try (var gateway = Gateway.builder(home).distribution(distribution).neverStarted()
                .env("POSTERN_STARTUP_CACHE", "off").start()) {
            var script = distribution.resolve("postern").toString();
            var maker = new ProcessBuilder(script, "make-caches", String.valueOf(gateway.process().pid())).inheritIO();
            maker.environment().put("POSTERN_HOME", home.toString());
            if (maker.start().waitFor() != 0) {
                throw new IOException("cannot make the start-up caches of " + distribution);
            }
            gateway.terminate();
        }
    }

    /**
     * Makes a home one where a gateway was started and ended once, unless it is one: what the first start made is copied, the
     * database and the keys, which takes a fifth of a start.
     */
    static void startedOnce(Path home) throws IOException {
        if (Files.notExists(home.resolve("data")) && Files.notExists(home.resolve("secrets/operator.token"))) {
            var source = Unpacked.FOLDER.resolveSibling(HOME);
            for (var part : List.of("audit", "data", "secrets")) {
                Trees.copy(source.resolve(part), home.resolve(part));
            }
        }
    }

    /** Not before somebody wants it: the harness has tests of its own, which need none. */
    private static final class Unpacked {
        static final Path FOLDER = unpack();
    }
}
