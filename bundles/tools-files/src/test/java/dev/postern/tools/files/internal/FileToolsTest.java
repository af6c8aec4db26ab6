package dev.postern.tools.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileToolsTest {
    @TempDir
    Path folder;

    private ToolContext context;

    @BeforeEach
    void fill() throws Exception {
        context = new FolderAccess(folder).context();
        Files.createDirectories(folder.resolve("docs/deep"));
        Files.writeString(folder.resolve("docs/a.md"), "first\nthe Needle\nlast\n");
        Files.writeString(folder.resolve("docs/deep/b.txt"), "needle and needle\n");
        Files.write(folder.resolve("docs/image.png"), new byte[]{(byte) 0x89, 'P', 'N', 'G', 0, 1});
    }

    @Test
    void readsTextAndSaysWhetherThereIsMore() throws Exception {
        var output = new ReadFile().call(new ReadFile.Input("workspace/docs/a.md", 6, 10), context);
        assertThat(output.text()).contains("the Needle");
        assertThat(output.more()).isTrue();
        assertThat(output.size()).isEqualTo(22);
    }

    @Test
    void readsOtherBytesAsBase64() throws Exception {
        var output = new ReadFile().call(new ReadFile.Input("workspace/docs/image.png", 0, 100), context);
        assertThat(output.text()).isEmpty();
        assertThat(output.base64()).contains("iVBORwAB");
    }

    @Test
    void leavesOutACharacterThatTheLimitCuts() throws Exception {
        Files.writeString(folder.resolve("umlaut.txt"), "aö");
        assertThat(new ReadFile().call(new ReadFile.Input("workspace/umlaut.txt", 0, 2), context).text())
                .contains("a");
    }

    @Test
    void saysWhatIsWrongWithAPath() {
        assertThatThrownBy(() -> new ReadFile().call(new ReadFile.Input("workspace/docs", 0, 1), context))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("files.list");
        assertThatThrownBy(() -> new ReadFile().call(new ReadFile.Input("workspace/none", 0, 1), context))
                .hasMessageContaining("there is no file");
    }

    @Test
    void listsFoldersAndRoots() throws Exception {
        var listed = new ListFolder().call(new ListFolder.Input(Optional.of("workspace/docs"), 2), context);
        assertThat(listed.entries()).extracting(ListFolder.Entry::path)
                .containsExactly("workspace/docs/a.md", "workspace/docs/deep");
        assertThat(listed.more()).isTrue();
        assertThat(new ListFolder().call(new ListFolder.Input(Optional.empty(), 10), context).entries())
                .extracting(ListFolder.Entry::path)
                .containsExactly("workspace");
    }

    @Test
    void findsLinesByTextAndName() throws Exception {
        var all = search("needle", Optional.empty(), false, 100);
        assertThat(all.matches())
                .extracting(match -> match.path() + ":" + match.line())
                .containsExactlyInAnyOrder("workspace/docs/a.md:2", "workspace/docs/deep/b.txt:1");
        assertThat(search("needle", Optional.of("*.md"), false, 100).matches()).hasSize(1);
        assertThat(search("needle", Optional.empty(), true, 100).matches()).hasSize(1);
        assertThat(all.truncated()).isFalse();
    }

    @Test
    void saysWhenThereWasMoreThanTheLimit() throws Exception {
        var some = search("needle", Optional.empty(), false, 1);
        assertThat(some.matches()).hasSize(1);
        assertThat(some.truncated()).isTrue();
    }

    @Test
    void previewsAChangeAsAUnifiedDifferenceAndChangesNothing() throws Exception {
        var preview = new WriteFile()
                .preview(new WriteFile.Input("workspace/docs/a.md", "first\nthe nail\nlast", true), context);
        assertThat(preview.mediaType()).isEqualTo("text/x-diff");
        assertThat(preview.detail())
                .contains("--- a/workspace/docs/a.md", "-the Needle\n", "+the nail\n", "\\ No newline at end of file");
        assertThat(folder.resolve("docs/a.md")).content().contains("Needle");
    }

    @Test
    void previewsANewFile() throws Exception {
        var preview = new WriteFile().preview(new WriteFile.Input("workspace/new", "one\n", true), context);
        assertThat(preview.detail()).startsWith("--- /dev/null\n+++ b/workspace/new\n").contains("+one\n");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void refusesToReplaceWhenToldSo() {
        assertThatThrownBy(() -> new WriteFile()
                .call(new WriteFile.Input("workspace/docs/a.md", "x", false), context))
                .hasMessageContaining("replace=true");
    }

    private SearchFiles.Output search(String query, Optional<String> names, boolean caseSensitive, int limit)
            throws Exception {
        return new SearchFiles()
                .call(new SearchFiles.Input("workspace/docs", query, names, caseSensitive, limit), context);
    }
}
