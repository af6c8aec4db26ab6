// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.tool.FileInfo;
import dev.postern.api.tool.FileRoot;
import dev.postern.api.tool.ToolException;
import dev.postern.core.access.Grants;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfinedFilesTest {
    @TempDir
    Path home;

    private final FileWorkers workers = new FileWorkers();
    private Path workspace;
    private ConfinedFiles files;

    @BeforeEach
    void open() throws Exception {
        workspace = Files.createDirectories(home.resolve("workspace"));
        Files.createDirectories(workspace.resolve("docs/deep"));
        Files.writeString(workspace.resolve("docs/a.txt"), "inside");
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/key"), "outside");
        Files.createSymbolicLink(workspace.resolve("out"), Path.of("../secrets"));
        Files.createSymbolicLink(workspace.resolve("docs/key"), Path.of("../../secrets/key"));
        files = confined("workspace=workspace", List.of("*:write"), false);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private ConfinedFiles confined(String root, List<String> granted, boolean readOnly) throws Exception {
        var grants = new Grants("test", List.of(), granted, List.of(), List.of());
        return new ConfinedFiles(Roots.of(home, new String[]{root}).grantedTo(grants, readOnly), 1 << 20, workers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all=/", "all=..", "all=../:ro"})
    void aRootThatHoldsTheHomeDoesNotOpenIt(String root) throws Exception {
        var wide = confined(root, List.of("*:write"), false);
        var real = home.toRealPath();
        var top = home.resolve(root.substring("all=".length()).replace(":ro", "")).toRealPath();
        var within = top.relativize(real).toString();
        for (var below : List.of("", "/secrets", "/secrets/key", "/SECRETS/key", "/workspace/docs/a.txt", "/new")) {
            var path = "all/" + within + below;
            assertThatThrownBy(() -> wide.read(path, 0, 10)).hasMessageContaining("gateway's own home");
            assertThatThrownBy(() -> wide.list(path, 10)).hasMessageContaining("gateway's own home");
            assertThatThrownBy(() -> wide.info(path)).hasMessageContaining("gateway's own home");
            assertThatThrownBy(() -> wide.folder(path)).hasMessageContaining("gateway's own home");
        }
        assertThat(wide.info("all")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "secrets", "secrets/deeper", "data", "conf", "deploy", "import", "run", "cache",
        "log"})
    void theGatewaysOwnFoldersAreNoRoots(String folder) {
        assertThatThrownBy(() -> confined("own=" + folder, List.of("*:write"), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the gateway's own");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "workspace/../secrets/key",
        "workspace/docs/../../secrets/key",
        "../secrets/key",
        "/etc/passwd",
        "etc/passwd",
        "workspace//docs/a.txt",
        "workspace/./docs/a.txt",
        "workspace/out/key",
        "workspace/docs/key",
        "WORKSPACE/docs/a.txt",
        "workspace\\..\\secrets\\key",
        "workspace/docs\u0000/a.txt",
        ""
    })
    void nothingOutsideIsReached(String path) {
        assertThatThrownBy(() -> files.read(path, 0, 100))
                .isInstanceOfSatisfying(ToolException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("forbidden"));
        assertThatThrownBy(() -> files.write(path, new byte[1])).isInstanceOf(ToolException.class);
        assertThatThrownBy(() -> files.delete(path + "/x")).isInstanceOf(ToolException.class);
        assertThat(home.resolve("secrets/key")).hasContent("outside");
    }

    @Test
    void readsWritesListsMovesAndDeletesInside() throws Exception {
        assertThat(files.read("workspace/docs/a.txt", 2, 3)).asString(StandardCharsets.UTF_8).isEqualTo("sid");
        files.write("workspace/docs/b.txt", "new".getBytes(StandardCharsets.UTF_8));
        files.write("workspace/docs/b.txt", "newer".getBytes(StandardCharsets.UTF_8));
        assertThat(workspace.resolve("docs/b.txt")).hasContent("newer");
        // the link is not shown: it cannot be used
        assertThat(files.list("workspace/docs", 10)).extracting(FileInfo::path)
                .containsExactly("workspace/docs/a.txt", "workspace/docs/b.txt", "workspace/docs/deep");
        files.move("workspace/docs/b.txt", "workspace/docs/deep/c.txt");
        assertThatThrownBy(() -> files.move("workspace/docs/a.txt", "workspace/docs/deep/c.txt"))
                .hasMessageContaining("already");
        files.delete("workspace/docs/deep/c.txt");
        assertThat(files.info("workspace/docs/deep/c.txt")).isEmpty();
        assertThatThrownBy(() -> files.delete("workspace/docs")).hasMessageContaining("not empty");
        assertThat(files.info("workspace").orElseThrow().folder()).isTrue();
    }

    @Test
    void whatIsNeitherFileNorFolderIsRefused() throws Exception {
        var made = new ProcessBuilder("mkfifo", workspace.resolve("docs/pipe").toString()).start();
        assertThat(made.waitFor()).isZero();
        var path = "workspace/docs/pipe";
        assertThatThrownBy(() -> files.read(path, 0, 1)).hasMessageContaining("pipes");
        assertThatThrownBy(() -> files.write(path, new byte[1])).hasMessageContaining("pipes");
        assertThatThrownBy(() -> files.delete(path)).hasMessageContaining("pipes");
        assertThat(files.list("workspace/docs", 10)).extracting(FileInfo::path).doesNotContain("workspace/docs/pipe");
    }

    @Test
    void filesAreNoLargerThanTheLimit() {
        assertThatThrownBy(() -> files.write("workspace/docs/b", new byte[(1 << 20) + 1]))
                .hasMessageContaining("at most");
    }

    @Test
    void readOnlyMeansReadOnly() throws Exception {
        for (var readOnly : List.of(
                confined("workspace=workspace:ro", List.of("*:write"), false),
                confined("workspace=workspace", List.of("*:read"), false))) {
            assertThat(readOnly.read("workspace/docs/a.txt", 0, 10)).isNotEmpty();
            assertThatThrownBy(() -> readOnly.write("workspace/docs/a.txt", new byte[0]))
                    .hasMessageContaining("only be read");
        }
        assertThat(confined("workspace=workspace", List.of(), false).roots()).isEmpty();
    }

    /** A preview changes nothing, but can tell what could be changed. */
    @Test
    void aPreviewOnlyReads() throws Exception {
        var preview = confined("workspace=workspace", List.of("*:write"), true);
        assertThat(preview.roots()).containsExactly(new FileRoot("workspace", true));
        assertThat(preview.read("workspace/docs/a.txt", 0, 10)).isNotEmpty();
        for (ThrowingCallable change : List.<ThrowingCallable>of(
                () -> preview.write("workspace/docs/a.txt", new byte[0]),
                () -> preview.create("workspace/docs/b.txt", new byte[0]),
                () -> preview.move("workspace/docs/a.txt", "workspace/docs/b.txt"),
                () -> preview.delete("workspace/docs/a.txt"))) {
            assertThatThrownBy(change).hasMessageContaining("preview");
        }
        assertThat(workspace.resolve("docs/a.txt")).hasContent("inside");
    }

    @Test
    void endsWithItsCall() {
        files.close();
        assertThatThrownBy(() -> files.read("workspace/docs/a.txt", 0, 1)).isInstanceOf(IllegalStateException.class);
    }
}
