// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.TestHome.bytes;
import static dev.postern.access.internal.TestHome.litter;
import static dev.postern.access.internal.TestHome.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.postern.api.tool.ToolException;
import dev.postern.core.hash.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is changed is what was meant: whole, once, and nothing else. */
class FileChangesTest {
    private static final String OLD = Sha256.hex("old");
    private static final String OTHER = Sha256.hex("other");

    @TempDir
    Path home;

    private TestHome confined;
    private ConfinedFiles files;
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        confined = new TestHome(home);
        files = confined.files;
        folder = confined.workspace;
        Files.writeString(folder.resolve("a"), "old");
        Files.createDirectories(folder.resolve("docs/deep"));
    }

    @AfterEach
    void close() throws Exception {
        assertThat(litter(folder)).isEmpty();
        confined.close();
    }

    @Test
    void createReplacesNothing() throws Exception {
        files.create("workspace/new", bytes("new"));
        assertThat(folder.resolve("new")).hasContent("new");
        refused("conflict", () -> files.create("workspace/a", bytes("new")));
        refused("invalid_input", () -> files.create("workspace/docs", bytes("new")));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
        refused("forbidden", () -> files.create("workspace/link", bytes("new")));
        assertThat(folder.resolve("a")).hasContent("old");
    }

    @Test
    void replacesWhatWasSeen() throws Exception {
        refused("changed", () -> files.replace("workspace/a", bytes("new"), OTHER));
        assertThat(folder.resolve("a")).hasContent("old");
        files.replace("workspace/a", bytes("new"), OLD.toUpperCase(java.util.Locale.ROOT));
        assertThat(folder.resolve("a")).hasContent("new");
        assertThatThrownBy(() -> files.replace("workspace/a", bytes("newer"), OLD))
                .hasMessageContaining(Sha256.hex("new"));
        refused("changed", () -> files.replace("workspace/gone", bytes("new"), OLD));
        assertThat(folder.resolve("gone")).doesNotExist();
        refused("invalid_input", () -> files.replace("workspace/docs", bytes("new"), OLD));
        refused("invalid_input", () -> files.replace("workspace/a", bytes("new"), "0ld"));
    }

    @Test
    void movesAndDeletesWhatWasSeen() throws Exception {
        refused("changed", () -> files.move("workspace/a", "workspace/b", OTHER));
        refused("changed", () -> files.delete("workspace/a", OTHER));
        refused("changed", () -> files.delete("workspace/gone", OLD));
        refused("invalid_input", () -> files.delete("workspace/docs/deep", OLD));
        files.move("workspace/a", "workspace/b", OLD);
        assertThat(folder.resolve("a")).doesNotExist();
        files.delete("workspace/b", OLD);
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void ofSeveralThatSawTheSameOneReplacesIt() throws Exception {
        var won = ConcurrentHashMap.<String>newKeySet();
        together(8, i -> {
            files.replace("workspace/a", bytes("by " + i), OLD);
            won.add("by " + i);
        }, "changed");
        assertThat(won).containsExactly(confined.read("workspace/a"));
    }

    @Test
    void ofSeveralThatCreateOneDoes() throws Exception {
        var won = ConcurrentHashMap.<String>newKeySet();
        together(8, i -> {
            files.create("workspace/one", bytes("by " + i));
            won.add("by " + i);
        }, "conflict");
        assertThat(won).containsExactly(confined.read("workspace/one"));
    }

    /** Another program makes the target at the very moment; one of the two must hear that the name is taken. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void movesOverNothingThatComesMeanwhile() throws Exception {
        int rounds = 500;
        var start = new CyclicBarrier(2);
        var end = new CyclicBarrier(2);
        var theirs = new AtomicBoolean();
        var other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                await(start);
                try {
                    Files.writeString(folder.resolve("t" + i), "theirs", StandardOpenOption.CREATE_NEW);
                    theirs.set(true);
                } catch (java.io.IOException taken) {
                    theirs.set(false);
                }
                await(end);
            }
        });
        int ours = 0;
        for (int i = 0; i < rounds; i++) {
            Files.writeString(folder.resolve("s"), "ours");
            await(start);
            boolean moved = true;
            try {
                files.move("workspace/s", "workspace/t" + i);
                ours++;
            } catch (ToolException taken) {
                assertThat(taken.code()).isEqualTo("conflict");
                moved = false;
            }
            await(end);
            assertThat(moved).as("round " + i).isNotEqualTo(theirs.get());
            assertThat(folder.resolve("t" + i)).hasContent(moved ? "ours" : "theirs");
        }
        other.join();
        assertThat(ours).isLessThan(rounds);
    }

    @Test
    void movesWholeFoldersButNotIntoThemselves() throws Exception {
        Files.writeString(folder.resolve("docs/deep/x"), "x");
        files.move("workspace/docs", "workspace/papers");
        assertThat(folder.resolve("papers/deep/x")).hasContent("x");
        refused("invalid_input", () -> files.move("workspace/papers", "workspace/papers/deep/papers"));
        refused("conflict", () -> files.move("workspace/papers", "workspace/papers"));
        Files.createDirectory(folder.resolve("empty"));
        refused("conflict", () -> files.move("workspace/papers", "workspace/empty"));
        assertThatThrownBy(() -> files.move("workspace/a", "workspace/none/a"))
                .hasMessage("there is no folder workspace/none");
        assertThatThrownBy(() -> files.move("workspace/none", "workspace/b"))
                .hasMessage("there is no file or folder workspace/none");
    }

    @Test
    void aHardLinkIsReadAndNeverWrittenThrough() throws Exception {
        var outside = Files.writeString(home.resolve("outside"), "theirs");
        Files.createLink(folder.resolve("hard"), outside);
        assertThat(confined.read("workspace/hard")).isEqualTo("theirs");
        files.write("workspace/hard", bytes("ours"));
        assertThat(outside).hasContent("theirs");
        Files.delete(folder.resolve("hard"));
        Files.createLink(folder.resolve("hard"), outside);
        files.delete("workspace/hard");
        assertThat(outside).hasContent("theirs");
    }

    @Test
    void keepsPermissionsThatTheUmaskWouldTake() throws Exception {
        for (var mode : Set.of("rwxrwxrwx", "rw-------", "r--r-----")) {
            Files.setPosixFilePermissions(folder.resolve("a"), PosixFilePermissions.fromString(mode));
            files.write("workspace/a", bytes("new " + mode));
            assertThat(folder.resolve("a")).hasContent("new " + mode);
            assertThat(Files.getPosixFilePermissions(folder.resolve("a")))
                    .isEqualTo(PosixFilePermissions.fromString(mode));
        }
    }

    /** Who may not read the old file may not read the new one while it is written. */
    @Test
    void whatIsWrittenIsNeverMoreOpenThanWhatWasThere() throws Exception {
        var mode = PosixFilePermissions.fromString("rw-------");
        Files.setPosixFilePermissions(folder.resolve("a"), mode);
        var stop = new AtomicBoolean();
        var seen = new AtomicInteger();
        var wide = ConcurrentHashMap.<String>newKeySet();
        var watcher = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                try {
                    for (var name : litter(folder)) {
                        var now = Files.getPosixFilePermissions(folder.resolve(name));
                        seen.incrementAndGet();
                        if (!mode.containsAll(now)) {
                            wide.add(PosixFilePermissions.toString(now));
                        }
                    }
                } catch (java.io.IOException gone) {
                    // renamed between the two looks
                }
            }
        });
        for (int i = 0; i < 1_000 && seen.get() < 20; i++) {
            files.write("workspace/a", new byte[2 << 20]);
        }
        stop.set(true);
        watcher.join();
        assertThat(seen.get()).isGreaterThanOrEqualTo(20);
        assertThat(wide).isEmpty();
    }

    @Test
    void removesWhatACrashLeft() throws Exception {
        var left = Replacement.temporary("a", Roots.of(home, new String[]{"workspace=workspace"}));
        Files.writeString(folder.resolve(left), "half of i");
        files.write("workspace/a", bytes("it"));
        assertThat(folder.resolve("a")).hasContent("it");
    }

    @Test
    void whatHoldsARootOrTheHomeStaysWhereItIs() throws Exception {
        var disk = Files.createDirectories(home.resolve("../disk-" + home.getFileName()).normalize());
        var inner = Files.createDirectories(disk.resolve("in/ner"));
        try (var wide = new TestHome(home, "disk=" + disk, "inner=" + inner, "all=/")) {
            var top = "all" + home.toRealPath().getParent();
            refused("forbidden", () -> wide.files.move("disk/in", "disk/out"));
            refused("forbidden", () -> wide.files.move("disk/in/ner", "disk/out"));
            refused("forbidden", () -> wide.files.delete("disk/in/ner"));
            refused("forbidden", () -> wide.files.move(top, top + "-moved"));
            refused("forbidden", () -> wide.files.delete("disk"));
            assertThat(inner).isDirectory();
            assertThat(home).isDirectory();
        }
    }

    private interface Attempt {
        void make(int number) throws ToolException;
    }

    private static void together(int threads, Attempt attempt, String otherwise) throws Exception {
        var start = new CyclicBarrier(threads);
        var codes = ConcurrentHashMap.<String>newKeySet();
        var all = new java.util.ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            all.add(Thread.ofVirtual().start(() -> {
                await(start);
                try {
                    attempt.make(number);
                } catch (ToolException refusal) {
                    codes.add(refusal.code());
                }
            }));
        }
        for (var thread : all) {
            thread.join();
        }
        assertThat(codes).containsExactly(otherwise);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
