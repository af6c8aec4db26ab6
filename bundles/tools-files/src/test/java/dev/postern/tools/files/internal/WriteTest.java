// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteTest {
    @TempDir
    Path home;

    private Path folder;
    private ToolContext context;

    @BeforeEach
    void fill() throws Exception {
        folder = home.resolve("workspace");
        context = new Workspace(home).context();
        Files.writeString(folder.resolve("a.md"), "first\nthe Needle\nlast\n");
    }

    @Test
    void createsAndReplaces() throws Exception {
        assertThat(write("new.txt", "\u00f6\n", true)).isEqualTo(new WriteFile.Output(true, 3, sha("\u00f6\n")));
        assertThat(write("new.txt", "o\n", true)).isEqualTo(new WriteFile.Output(false, 2, sha("o\n")));
        assertThat(folder.resolve("new.txt")).hasContent("o\n");
    }

    @Test
    void refusesToReplaceWhenToldSo() {
        assertThatThrownBy(() -> write("a.md", "x", false))
                .isInstanceOfSatisfying(
                        ToolException.class, refusal -> assertThat(refusal.code()).isEqualTo("conflict"))
                .hasMessageContaining("replace=true");
        assertThat(folder.resolve("a.md")).content().contains("Needle");
    }

    @Test
    void doesNothingTheSecondTime() throws Exception {
        write("new.txt", "one\n", false);
        var written = Files.getLastModifiedTime(folder.resolve("new.txt"));
        assertThat(write("new.txt", "one\n", false)).isEqualTo(new WriteFile.Output(false, 4, sha("one\n")));
        assertThat(Files.getLastModifiedTime(folder.resolve("new.txt"))).isEqualTo(written);
    }

    @Test
    void refusesMoreBytesThanItCouldCompareTheNextTime() {
        assertThatThrownBy(() -> write("new.txt", "\u20ac".repeat(1_400_000), true))
                .isInstanceOfSatisfying(
                        ToolException.class, refusal -> assertThat(refusal.code()).isEqualTo("too_large"));
        assertThat(folder.resolve("new.txt")).doesNotExist();
    }

    @Test
    void previewsAChangeAsAUnifiedDifferenceAndChangesNothing() throws Exception {
        assertThat(preview("a.md", "first\nthe nail\nlast"))
                .isEqualTo(new Preview(
                        "Changes workspace/a.md: 2 lines more, 2 less",
                        "text/x-diff",
                        """
                        --- a/workspace/a.md\tsha256:%s
                        +++ b/workspace/a.md
                        @@ -1,3 +1,3 @@
                         first
                        -the Needle
                        -last
                        +the nail
                        +last
                        \\ No newline at end of file
                        """.formatted(sha("first\nthe Needle\nlast\n"))));
        assertThat(folder.resolve("a.md")).content().contains("Needle");
    }

    @Test
    void previewsANewFile() throws Exception {
        var preview = preview("new", "one\ntwo\n");
        assertThat(preview.summary()).isEqualTo("Creates workspace/new: 2 lines more, 0 less");
        assertThat(preview.detail())
                .isEqualTo("--- /dev/null\n+++ b/workspace/new\n@@ -0,0 +1,2 @@\n+one\n+two\n");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void previewsThatNothingChangesAndWhatIsNoText() throws Exception {
        assertThat(preview("a.md", "first\nthe Needle\nlast\n"))
                .isEqualTo(new Preview("Leaves workspace/a.md as it is", "text/x-diff", ""));
        Files.write(folder.resolve("b.bin"), new byte[]{0, 1, (byte) 0xFF});
        var preview = preview("b.bin", "text\n");
        assertThat(preview.summary())
                .isEqualTo("Replaces workspace/b.bin, 3 bytes that are no text: 1 line more, 0 less");
        assertThat(preview.detail()).contains("--- a/workspace/b.bin\tsha256:", "+text");
    }

    @Test
    void previewRefusesWhatTheCallWouldRefuse() {
        assertThatThrownBy(() -> preview("none/new.txt", "x")).hasMessageContaining("no file or folder workspace/none");
        assertRefused("forbidden", () -> preview("../out.txt", "x"));
        assertRefused("forbidden", () -> preview("new/", "x"));
        assertRefused("invalid_input", () -> preview(" new", "x"));
    }

    @Test
    void writesOnlyOverWhatWasSeen() throws Exception {
        var seen = sha("first\nthe Needle\nlast\n");
        assertThat(expecting(seen, "mine\n")).isEqualTo(new WriteFile.Output(false, 5, sha("mine\n")));
        // made again, after a crash
        assertThat(expecting(seen, "mine\n").created()).isFalse();
        Files.writeString(folder.resolve("a.md"), "theirs\n");
        assertRefused("changed", () -> expecting(seen, "mine\n"));
        assertRefused("changed", () -> new WriteFile().preview(input(seen, "mine\n"), context));
        assertThat(folder.resolve("a.md")).hasContent("theirs\n");
        Files.delete(folder.resolve("a.md"));
        assertRefused("changed", () -> expecting(seen, "mine\n"));
        assertThat(folder.resolve("a.md")).doesNotExist();
    }

    /** What a person was shown is what is done, or nothing: a dry run says what to expect. */
    @Test
    void aDryRunSaysWhatToExpect() throws Exception {
        var heading = preview("a.md", "mine\n").detail().lines().findFirst().orElseThrow();
        var seen = heading.substring(heading.indexOf("sha256:") + "sha256:".length());
        assertThat(new WriteFile().preview(input(seen, "mine\n"), context).summary())
                .isEqualTo("Changes workspace/a.md: 1 line more, 3 less, if it is still as shown");
        assertThat(expecting(seen, "mine\n").size()).isEqualTo(5);
    }

    @Test
    void aNewFileHasNothingToExpect() {
        assertRefused("invalid_input", () -> new WriteFile().call(
                new WriteFile.Input("workspace/a.md", "x", false, Optional.of(sha(""))), context));
    }

    @Test
    void saysThatSomethingDoesNotShow() throws Exception {
        assertThat(preview("new", "harmless \u202e\u2066// txet\n").summary())
                .endsWith("; has characters that do not show");
        assertThat(preview("new", "\ttabs, ends\r\n").summary()).doesNotContain("show");
    }

    @Test
    void aCancelledCallWritesNothing() throws Exception {
        var cancelled = new Workspace(home);
        cancelled.cancelAfter(0);
        assertThatThrownBy(() -> new WriteFile().call(
                new WriteFile.Input("workspace/a.md", "x", true, Optional.empty()), cancelled.context()))
                .isInstanceOf(InterruptedException.class);
        assertThat(folder.resolve("a.md")).content().contains("Needle");
    }

    /** Comparing these line by line would take minutes. */
    @Test
    void previewsLargeChangesAsOne() throws Exception {
        var before = lines(50_000, 1);
        var after = lines(50_000, 2);
        var difference = Difference.of("a/x", "x", "same\n" + before + "end\n", "same\n" + after + "end\n");
        assertThat(difference.added()).isEqualTo(50_000);
        assertThat(difference.removed()).isEqualTo(50_000);
        assertThat(difference.text())
                .contains("@@ -1,50002 +1,50002 @@\n same\n-")
                .hasSizeLessThan(150_100)
                .endsWith(" lines more that are not shown\n");
    }

    @Test
    void cutsNoCharacterOfALineWithoutEnd() {
        var difference = Difference.of("/dev/null", "x", "", "x" + "\ud83d\ude00".repeat(100_000));
        assertThat(difference.text()).hasSizeLessThan(150_100).contains("\ud83d\ude00…\n… and 2 lines more");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(difference.text())).isTrue();
    }

    @Test
    void previewsThatATextIsEmptied() {
        assertThat(Difference.of("a/x", "x", "one\n", "").text())
                .isEqualTo("--- a/x\n+++ b/x\n@@ -1,1 +0,0 @@\n-one\n");
    }

    @Test
    void findsSmallChangesInLargeFiles() throws Exception {
        var before = lines(50_000, 1);
        var difference = Difference.of("a/x", "x", before, "new\n" + before.replaceFirst("\n[^\n]*\n", "\n"));
        assertThat(difference.added()).isEqualTo(1);
        assertThat(difference.removed()).isEqualTo(1);
    }

    private static String lines(int count, long seed) {
        var random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> Long.toHexString(random.nextLong()) + "\n")
                .collect(Collectors.joining());
    }

    private WriteFile.Output write(String path, String content, boolean replace) throws Exception {
        return new WriteFile().call(
                new WriteFile.Input("workspace/" + path, content, replace, Optional.empty()), context);
    }

    private Preview preview(String path, String content) throws Exception {
        return new WriteFile().preview(
                new WriteFile.Input("workspace/" + path, content, true, Optional.empty()), context);
    }

    private WriteFile.Output expecting(String seen, String content) throws Exception {
        return new WriteFile().call(input(seen, content), context);
    }

    private static WriteFile.Input input(String seen, String content) {
        return new WriteFile.Input("workspace/a.md", content, true, Optional.of(seen));
    }

    private static String sha(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(
                ToolException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
