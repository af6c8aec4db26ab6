// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveAndDeleteTest {
    private static final String HELLO = "66a045b452102c59d840ec097d59d9467e13a3f34f6494e539ffd32c1bb35f18";

    @TempDir
    Path home;

    private Path folder;
    private ToolContext context;

    @BeforeEach
    void fill() throws Exception {
        folder = home.resolve("workspace");
        context = new Workspace(home).context();
        Files.createDirectories(folder.resolve("docs/empty"));
        Files.writeString(folder.resolve("a.txt"), "hello\nworld\n");
        Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.from(Instant.parse("2026-11-22T10:00:00Z")));
        Files.writeString(folder.resolve("docs/b.md"), "b");
    }

    @Test
    void movesFilesAndFolders() throws Exception {
        var sha = Sha256.of(Files.readAllBytes(folder.resolve("a.txt")));
        assertThat(move("a.txt", "docs/a.txt", Optional.of(sha)))
                .isEqualTo(new MoveFile.Output(ListFolder.Kind.FILE, 12));
        assertThat(move("docs", "papers", Optional.empty())).isEqualTo(new MoveFile.Output(ListFolder.Kind.FOLDER, 0));
        assertThat(folder.resolve("papers/a.txt")).hasContent("hello\nworld\n");
        assertThat(folder.resolve("a.txt")).doesNotExist();
        assertThat(folder.resolve("docs")).doesNotExist();
    }

    @Test
    void deletesFilesAndEmptyFolders() throws Exception {
        assertThat(delete("a.txt", Optional.empty())).isEqualTo(new DeleteFile.Output(ListFolder.Kind.FILE, 12));
        assertThat(delete("docs/empty", Optional.empty())).isEqualTo(new DeleteFile.Output(ListFolder.Kind.FOLDER, 0));
        assertThat(folder.resolve("a.txt")).doesNotExist();
        assertThat(folder.resolve("docs/empty")).doesNotExist();
    }

    @Test
    void showsTheFileThatGoes() throws Exception {
        var text = """
                workspace/a.txt
                file, 12 bytes, changed 2026-11-22T10:00:00Z
                SHA-256 %s
                its text:
                | hello
                | world
                """.formatted(Sha256.of(Files.readAllBytes(folder.resolve("a.txt"))));
        assertThat(previewMove("a.txt", "docs/c.txt"))
                .isEqualTo(
                        new Preview("Moves the file workspace/a.txt, 12 bytes, to workspace/docs/c.txt", "text/plain",
                                text));
        assertThat(previewDelete("a.txt"))
                .isEqualTo(new Preview("Deletes the file workspace/a.txt, 12 bytes", "text/plain", text));
        assertThat(folder.resolve("a.txt")).exists();
        assertThat(folder.resolve("docs/c.txt")).doesNotExist();
    }

    @Test
    void showsTheFolderThatGoes() throws Exception {
        assertThat(previewMove("docs", "papers"))
                .isEqualTo(new Preview("Moves the folder workspace/docs, with all that is in it, to workspace/papers",
                        "text/plain", "workspace/docs\nfolder with 2 entries:\n| b.md, 1 byte\n| empty/\n"));
        assertThat(previewDelete("docs/empty").summary()).isEqualTo("Deletes the empty folder workspace/docs/empty");
    }

    @Test
    void showsTheBeginningOfWhatIsLongAndNothingThatHides() throws Exception {
        Files.writeString(folder.resolve("long"), ("x".repeat(300) + "\u001b[2J\n").repeat(25));
        assertThat(previewDelete("long").detail())
                .contains("first 20 of 25 lines:\n| " + "x".repeat(200) + "…\n")
                .hasSizeLessThan(5_000);
        Files.writeString(folder.resolve("hides"), "a\u202eb\u001b[2J\n");
        assertThat(previewDelete("hides").detail()).endsWith("| a\\u{202e}b\\u{1b}[2J\n");
        Files.write(folder.resolve("bytes"), new byte[]{0, 1});
        assertThat(previewDelete("bytes").detail()).endsWith("no text\n");
        Files.createFile(folder.resolve("nothing"));
        assertThat(previewDelete("nothing").detail()).endsWith("empty\n");
    }

    @Test
    void refusesWhatIsNotAsItWasSeen() throws Exception {
        for (ThrowingCallable call : new ThrowingCallable[]{
            () -> move("a.txt", "b.txt", Optional.of(HELLO)),
            () -> delete("a.txt", Optional.of(HELLO)),
            () -> new MoveFile().preview(new MoveFile.Input("workspace/a.txt", "workspace/b.txt", Optional.of(HELLO)),
                    context),
            () -> new DeleteFile().preview(new DeleteFile.Input("workspace/a.txt", Optional.of(HELLO)), context)}) {
            refused("changed", call);
        }
        refused("invalid_input", () -> delete("docs/empty", Optional.of(HELLO)));
        refused("invalid_input",
                () -> new DeleteFile().preview(new DeleteFile.Input("workspace/docs/empty", Optional.of(HELLO)),
                        context));
        assertThat(folder.resolve("a.txt")).exists();
    }

    /** Before a person is asked, and when it is called all the same. */
    @Test
    void refusesInAPreviewWhatItRefusesInACall() {
        for (var path : new String[]{"none", "", "docs/../a.txt", "docs/empty/"}) {
            bothRefuse(path.equals("none") ? "not_found" : "forbidden", path);
        }
        refused("conflict", () -> delete("docs", Optional.empty()));
        refused("conflict", () -> previewDelete("docs"));
        moveRefused("conflict", "a.txt", "docs/b.md");
        moveRefused("conflict", "a.txt", "docs/empty");
        moveRefused("invalid_input", "docs", "docs/empty/docs");
        moveRefused("not_found", "a.txt", "none/a.txt");
        moveRefused("invalid_input", "a.txt", "a.txt ");
        moveRefused("forbidden", "a.txt", "../a.txt");
        moveRefused("forbidden", "a.txt", "b.txt/");
    }

    @Test
    void aRootThatMayOnlyBeReadIsLeftAlone() throws Exception {
        var readable = new Workspace(home, "workspace=workspace", "other=workspace/docs", "books=workspace/docs:ro")
                .context();
        for (ThrowingCallable call : new ThrowingCallable[]{
            () -> new DeleteFile().preview(new DeleteFile.Input("books/b.md", Optional.empty()), readable),
            () -> new DeleteFile().call(new DeleteFile.Input("books/b.md", Optional.empty()), readable),
            () -> new MoveFile().preview(new MoveFile.Input("books/b.md", "books/c.md", Optional.empty()), readable)}) {
            refused("forbidden", call);
        }
        refused("invalid_input", () -> new MoveFile().preview(
                new MoveFile.Input("other/b.md", "workspace/c.md", Optional.empty()), readable));
        assertThat(folder.resolve("docs/b.md")).exists();
    }

    @Test
    void aCancelledCallChangesNothing() throws Exception {
        var cancelled = new Workspace(home);
        cancelled.cancelAfter(0);
        assertThatThrownBy(() -> new DeleteFile().call(
                new DeleteFile.Input("workspace/a.txt", Optional.empty()), cancelled.context()))
                .isInstanceOf(InterruptedException.class);
        assertThat(folder.resolve("a.txt")).exists();
    }

    private void bothRefuse(String code, String path) {
        refused(code, () -> delete(path, Optional.empty()));
        refused(code, () -> previewDelete(path));
        moveRefused(code, path, "new");
    }

    private void moveRefused(String code, String from, String to) {
        refused(code, () -> move(from, to, Optional.empty()));
        refused(code, () -> previewMove(from, to));
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(
                ToolException.class, refusal -> assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code));
    }

    private MoveFile.Output move(String from, String to, Optional<String> seen) throws Exception {
        return new MoveFile().call(new MoveFile.Input("workspace/" + from, "workspace/" + to, seen), context);
    }

    private Preview previewMove(String from, String to) throws Exception {
        return new MoveFile().preview(new MoveFile.Input("workspace/" + from, "workspace/" + to, Optional.empty()),
                context);
    }

    private DeleteFile.Output delete(String path, Optional<String> seen) throws Exception {
        return new DeleteFile().call(new DeleteFile.Input("workspace/" + path, seen), context);
    }

    private Preview previewDelete(String path) throws Exception {
        return new DeleteFile().preview(new DeleteFile.Input("workspace/" + path, Optional.empty()), context);
    }
}
