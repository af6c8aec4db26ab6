// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAndListTest {
    @TempDir
    Path home;

    private Path folder;
    private ToolContext context;

    @BeforeEach
    void fill() throws Exception {
        folder = home.resolve("workspace");
        context = new Workspace(home).context();
        Files.createDirectories(folder.resolve("docs/deep"));
        Files.writeString(folder.resolve("docs/a.md"), "first\nthe Needle\nlast\n");
        Files.write(folder.resolve("docs/image.png"), new byte[]{(byte) 0x89, 'P', 'N', 'G', 0, 1});
    }

    @Test
    void readsAPieceAndSaysWhereToGoOn() throws Exception {
        assertThat(read("docs/a.md", 6, 10))
                .isEqualTo(new ReadFile.Output(
                        Optional.of("the Needle"), Optional.empty(), 22, true, Optional.of(16L), Optional.empty()));
        assertThat(read("docs/a.md", 16, 10))
                .isEqualTo(new ReadFile.Output(
                        Optional.of("\nlast\n"), Optional.empty(), 22, false, Optional.empty(), Optional.empty()));
    }

    @Test
    void readsOtherBytesAsBase64() throws Exception {
        var output = read("docs/image.png", 0, 100);
        assertThat(output.text()).isEmpty();
        assertThat(output.base64()).contains("iVBORwAB");
    }

    @Test
    void readsATextPieceByPieceWithoutCuttingCharacters() throws Exception {
        var text = "a\u00f6\u20ac\ud83d\ude00z".repeat(5);
        Files.writeString(folder.resolve("signs.txt"), text);
        for (int limit = 4; limit < 12; limit++) {
            var whole = new StringBuilder();
            var next = Optional.of(0L);
            while (next.isPresent()) {
                var piece = read("signs.txt", next.get(), limit);
                whole.append(piece.text().orElseThrow());
                next = piece.next();
            }
            assertThat(whole.toString()).isEqualTo(text);
        }
    }

    @Test
    void endsWithTheBytesOfACharacterThatDoesNotEnd() throws Exception {
        Files.write(folder.resolve("cut.txt"), new byte[]{'a', (byte) 0xE2, (byte) 0x82});
        var first = read("cut.txt", 0, 100);
        assertThat(first.text()).contains("a");
        var last = read("cut.txt", first.next().orElseThrow(), 100);
        assertThat(last.base64()).contains("4oI=");
        assertThat(last.next()).isEmpty();
    }

    /** A call that changes the file can say what it saw, if it saw all of it. */
    @Test
    void tellsTheDigestOfWhatWasReadAsAWhole() throws Exception {
        var digest = Sha256.of("first\nthe Needle\nlast\n".getBytes(StandardCharsets.UTF_8));
        assertThat(read("docs/a.md", 0, 22).sha256()).contains(digest);
        assertThat(read("docs/a.md", 0, 21).sha256()).isEmpty();
        assertThat(read("docs/a.md", 1, 22).sha256()).isEmpty();
        Files.write(folder.resolve("cut.txt"), new byte[]{'a', (byte) 0xE2, (byte) 0x82});
        assertThat(read("cut.txt", 0, 100).sha256()).isEmpty();
        assertThat(read("docs/image.png", 0, 100).sha256()).isPresent();
    }

    @Test
    void readsNothingBeyondTheEnd() throws Exception {
        assertThat(read("docs/a.md", 1_000, 10))
                .isEqualTo(new ReadFile.Output(Optional.of(""), Optional.empty(), 22, false, Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void saysWhatIsWrongWithAPath() {
        assertThatThrownBy(() -> read("docs", 0, 1))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("files.list");
        assertThatThrownBy(() -> read("none", 0, 1)).hasMessageContaining("there is no file");
        assertThatThrownBy(() -> read("../secrets/key", 0, 1))
                .isInstanceOfSatisfying(
                        ToolException.class, refusal -> assertThat(refusal.code()).isEqualTo("forbidden"));
        assertThatThrownBy(() -> list("workspace/docs/a.md", 1)).hasMessageContaining("files.read");
    }

    @Test
    void listsFoldersAndRoots() throws Exception {
        var listed = list("workspace/docs", 2);
        assertThat(listed.entries()).extracting(ListFolder.Entry::path)
                .containsExactly("workspace/docs/a.md", "workspace/docs/deep");
        assertThat(listed.entries()).extracting(ListFolder.Entry::kind)
                .containsExactly(ListFolder.Kind.FILE, ListFolder.Kind.FOLDER);
        assertThat(listed.truncated()).isTrue();
        assertThat(list("workspace/docs", 3).truncated()).isFalse();
        assertThat(new ListFolder().call(new ListFolder.Input(Optional.empty(), 10), context).entries())
                .extracting(ListFolder.Entry::path)
                .containsExactly("workspace");
    }

    private ReadFile.Output read(String path, long offset, int limit) throws Exception {
        return new ReadFile().call(new ReadFile.Input("workspace/" + path, offset, limit), context);
    }

    private ListFolder.Output list(String path, int limit) throws Exception {
        return new ListFolder().call(new ListFolder.Input(Optional.of(path), limit), context);
    }
}
