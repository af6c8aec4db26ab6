// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.TestHome.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.ToolException;
import dev.postern.core.hash.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another program swaps folders and files in a root for links that lead out, all the time. Whatever we do meanwhile,
 * nothing outside is read, changed, made or deleted.
 */
@Timeout(300)
class LinkRaceTest {
    private static final String SEEN = Sha256.hex("inside");

    @TempDir
    Path home;

    private TestHome confined;
    private ConfinedFiles files;
    private Path folder;
    private Path outside;
    private Process swapper;
    private Map<String, String> before;
    private final Tally tally = new Tally();

    @BeforeEach
    void open() throws Exception {
        confined = new TestHome(home, "inner=workspace/a/inner");
        files = confined.files;
        folder = confined.workspace;
        outside = Files.createDirectories(home.resolve("outside"));
        for (var side : List.of(folder.resolve("a"), outside)) {
            var text = side.equals(outside) ? "outside" : "inside";
            for (var below : List.of("", "inner", "b", "b/inner")) {
                Files.createDirectories(side.resolve(below));
                Files.writeString(side.resolve(below).resolve("key"), text);
            }
        }
        Files.writeString(outside.resolve("theirs"), "outside");
        Files.createDirectory(outside.resolve("empty"));
        Files.writeString(folder.resolve("leaf"), "inside");
        before = snapshot();
        swapper = LinkSwapper.start(List.of(
                folder.resolve("a").toString(), outside.toString(),
                folder.resolve("a/b").toString(), outside.resolve("b").toString(),
                folder.resolve("leaf").toString(), outside.resolve("key").toString()));
    }

    @AfterEach
    void close() throws Exception {
        swapper.destroyForcibly().waitFor();
        confined.close();
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void nothingOutsideIsRead() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            for (var path : List.of("workspace/a/key", "workspace/a/b/key", "workspace/leaf", "inner/key")) {
                tally.count("read " + path, () -> assertThat(confined.read(path)).startsWith("inside"));
            }
            for (var path : List.of("workspace/a", "workspace/a/b", "inner")) {
                tally.count("list " + path, () -> assertThat(files.list(path, 50)).extracting(FileInfo::path)
                        .noneMatch(name -> name.endsWith("theirs")));
            }
            tally.count("info", () -> assertThat(files.info("workspace/a/theirs")).isEmpty());
        }
        tally.everythingWasTriedInBothStates(List.of("info"));
    }

    @Test
    void nothingOutsideIsChanged() throws Exception {
        for (int i = 0; i < 700; i++) {
            var round = "inside " + i;
            tally.count("write", () -> files.write("workspace/a/key", bytes(round)));
            tally.count("write deep", () -> files.write("workspace/a/b/key", bytes(round)));
            tally.count("write in inner root", () -> files.write("inner/key", bytes(round)));
            tally.count("write leaf", () -> files.write("workspace/leaf", bytes("inside")));
            tally.count("replace leaf", () -> files.replace("workspace/leaf", bytes("inside"), SEEN));
            tally.count("create", () -> files.create("workspace/a/made", bytes(round)));
            tally.count("move in", () -> files.move("workspace/a/made", "workspace/a/b/made"));
            tally.count("move out", () -> files.move("workspace/a/b/made", "workspace/a/made"));
            tally.count("delete", () -> files.delete("workspace/a/made"));
            // these are outside only
            tally.count("delete theirs", () -> files.delete("workspace/a/theirs"));
            tally.count("delete their folder", () -> files.delete("workspace/a/empty"));
            tally.count("move theirs", () -> files.move("workspace/a/theirs", "workspace/mine"));
        }
        assertThat(folder.resolve("mine")).doesNotExist();
        assertThat(tally.done("delete theirs") + tally.done("delete their folder") + tally.done("move theirs"))
                .isZero();
        tally.everythingWasTriedInBothStates(List.of("delete theirs", "delete their folder", "move theirs"));
    }

    /** What the program is good for: it gets who looks first and then goes by the path. */
    @Test
    void theProgramCatchesWhoLooksAndThenGoesByThePath() throws Exception {
        var key = folder.resolve("a/key");
        long tries = 0;
        for (boolean caught = false; !caught; tries++) {
            try {
                caught = !Files.isSymbolicLink(folder.resolve("a")) && Files.readString(key).startsWith("outside");
            } catch (IOException between) {
                // just swapped
            }
        }
        assertThat(tries).isPositive();
    }

    private Map<String, String> snapshot() throws IOException {
        var found = new TreeMap<String, String>();
        try (var all = Files.walk(outside)) {
            for (var path : (Iterable<Path>) all::iterator) {
                found.put(path.toString(), Files.getLastModifiedTime(path) + " " + Files.getPosixFilePermissions(path)
                        + (Files.isDirectory(path) ? "" : Files.readString(path)));
            }
        }
        return found;
    }

    /** How often what was done and refused. */
    private static final class Tally {
        private final Map<String, Integer> done = new TreeMap<>();
        private final Map<String, Integer> refused = new TreeMap<>();

        interface Operation {
            void run() throws ToolException;
        }

        void count(String what, Operation operation) {
            try {
                operation.run();
                done.merge(what, 1, Integer::sum);
            } catch (ToolException refusal) {
                assertThat(refusal.code()).as(refusal.getMessage())
                        .isIn("forbidden", "not_found", "io", "changed", "conflict");
                refused.merge(what, 1, Integer::sum);
            }
        }

        int done(String what) {
            return done.getOrDefault(what, 0);
        }

        void everythingWasTriedInBothStates(List<String> oneWayOnly) {
            var both = new TreeMap<>(done);
            both.putAll(refused);
            both.keySet().removeAll(oneWayOnly);
            assertThat(both).isNotEmpty();
            assertThat(done).containsKeys(both.keySet().toArray(String[]::new));
            assertThat(refused).containsKeys(both.keySet().toArray(String[]::new));
        }
    }
}
