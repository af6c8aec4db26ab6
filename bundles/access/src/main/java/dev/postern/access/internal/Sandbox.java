// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.postern.api.tool.ToolException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses how programs are kept apart: by bubblewrap where it is installed and works. It is tried when the first program
 * is run or previewed, and again a minute after it failed.
 */
final class Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final long AGAIN_AFTER = TimeUnit.MINUTES.toNanos(1);

    private final Mode mode;
    private final Path home;
    private final List<Path> hidden;
    private final Supplier<Optional<Path>> program;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Confinement chosen;
    private long chosenAt;

    /** What an administrator wants. */
    enum Mode {
        /** Where it works. */
        AUTO,
        /** No program without. */
        REQUIRE,
        /** Never. */
        OFF;

        static Mode of(String setting) {
            return switch (setting) {
                case "auto" -> AUTO;
                case "require" -> REQUIRE;
                case "off" -> OFF;
                default -> throw new IllegalArgumentException(
                        "sandbox: one of auto, require and off, and this is " + setting);
            };
        }
    }

    Sandbox(Mode mode, Path home, List<Path> hidden) {
        this(mode, home, hidden, () -> Programs.find("bwrap"));
    }

    /** For tests: with another bubblewrap. */
    Sandbox(Mode mode, Path home, List<Path> hidden, Supplier<Optional<Path>> program) {
        this.mode = mode;
        this.home = home;
        this.hidden = hidden;
        this.program = program;
    }

    /** The setting's folders, real paths; {@code ~} is the home of the gateway's user. What is no folder hides nothing. */
    static List<Path> hidden(String[] settings) {
        return Stream.of(settings)
                .map(setting -> setting.equals("~") || setting.startsWith("~/")
                        ? System.getProperty("user.home") + setting.substring(1)
                        : setting)
                .map(Sandbox::absolute)
                .filter(Files::isDirectory)
                .map(Sandbox::real)
                .filter(folder -> folder.getNameCount() > 0)
                .distinct()
                .toList();
    }

    private static Path absolute(String setting) {
        var path = Path.of(setting);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(
                    "sandboxHides: each is a path that begins with / or ~, and this is " + setting);
        }
        return path;
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException("sandboxHides: " + folder + " cannot be looked at", e);
        }
    }

    /** How programs are run now; may take some 10 ms, at most 5 s, the first time. */
    Confinement confinement() throws ToolException {
        lock.lock();
        try {
            var now = chosen;
            if (now == null || now instanceof Unconfined && mode != Mode.OFF
                    && System.nanoTime() - chosenAt > AGAIN_AFTER) {
                now = choose();
                chosen = now;
                chosenAt = System.nanoTime();
            }
            if (mode == Mode.REQUIRE && now instanceof Unconfined(var why, _)) {
                throw new ToolException("unavailable",
                        "programs run in a sandbox only (sandbox of dev.postern.access), and there is none: " + why,
                        true, null);
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    private Confinement choose() {
        if (mode == Mode.OFF) {
            return Unconfined.because("sandbox of dev.postern.access is off");
        }
        var bwrap = program.get();
        if (bwrap.isEmpty()) {
            return without("bubblewrap (bwrap) is not installed");
        }
        var confinement = new Bubblewrap(bwrap.get(), home, hidden);
        return failure(confinement).map(why -> without("bubblewrap does not work here (" + why + ")"))
                .orElse(confinement);
    }

    private static Optional<String> failure(Bubblewrap confinement) {
        try {
            var truth = Programs.find("true").orElse(Path.of("/bin/true"));
            var system = new Roots.Root(Path.of("/usr"), false, Path.of("/usr"), List.of());
            return Probe.failure(confinement.line(
                    new Confinement.Start(truth, truth, system, system.folder(), false, Map.of())).words());
        } catch (ToolException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Confinement without(String why) {
        if (!(chosen instanceof Unconfined(var before, _) && before.equals(why))) {
            LOG.warn("Programs {}: {}", mode == Mode.REQUIRE ? "are refused" : "run without a sandbox", why);
        }
        return Unconfined.because(why);
    }
}
