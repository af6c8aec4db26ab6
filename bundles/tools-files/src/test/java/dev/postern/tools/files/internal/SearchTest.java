// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.postern.api.tool.ToolException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest {
    @TempDir
    Path home;

    private Path folder;
    private Workspace workspace;

    @BeforeEach
    void fill() throws Exception {
        folder = home.resolve("workspace");
        workspace = new Workspace(home);
        Files.createDirectories(folder.resolve("docs/deep"));
        Files.writeString(folder.resolve("docs/a.md"), "first\nthe Needle\nlast\n");
        Files.writeString(folder.resolve("docs/deep/b.txt"), "needle and needle\r\n3 pins, 42 needles\n");
        Files.write(folder.resolve("docs/needle.png"), "needle\0".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "needle        | false | *     | false | a.md:2 deep/b.txt:1 deep/b.txt:2",
        "needle        | false | *     | true  | deep/b.txt:1 deep/b.txt:2",
        "NEEDLE        | false | *     | false | a.md:2 deep/b.txt:1 deep/b.txt:2",
        "needle        | false | *.md  | false | a.md:2",
        "needle        | false | **.m?d* | false | ''",
        "needle        | false | ?.m*  | false | a.md:2",
        "needle        | false | .     | false | ''",
        "n..dle        | false | *     | false | ''",
        "n..dle        | true  | *     | false | a.md:2 deep/b.txt:1 deep/b.txt:2",
        "^The.needle$  | true  | *     | false | a.md:2",
        "^The.needle$  | true  | *     | true  | ''",
        "\\d+ needles? | true  | *     | true  | deep/b.txt:2"
    })
    void findsLines(String query, boolean regex, String names, boolean caseSensitive, String found) throws Exception {
        var output = search("workspace/docs", query, regex, Optional.of(names), caseSensitive, 100);
        assertThat(String.join(
                " ",
                output.matches().stream()
                        .map(match -> match.path().substring("workspace/docs/".length()) + ":" + match.line())
                        .toList()))
                .isEqualTo(found);
        assertThat(output.truncated()).isFalse();
    }

    @Test
    void searchesOneFile() throws Exception {
        var output = search("workspace/docs/a.md", "needle");
        assertThat(output.files()).isEqualTo(1);
        assertThat(output.matches()).containsExactly(new SearchFiles.Match("workspace/docs/a.md", 2, "the Needle"));
    }

    @Test
    void saysWhenThereWasMoreThanTheLimit() throws Exception {
        var some = search("workspace/docs", "needle", false, Optional.empty(), false, 2);
        assertThat(some.matches()).hasSize(2);
        assertThat(some.truncated()).isTrue();
    }

    @Test
    void looksAtTheBeginningOfLargeFilesOnlyAndSaysSo() throws Exception {
        Files.writeString(folder.resolve("large.txt"), "needle\n" + "x".repeat(2_000) + "\nneedle\n");
        var output = new SearchFiles()
                .call(
                        new SearchFiles.Input(
                                "workspace/large.txt", "needle", false, Optional.empty(), false, 10, 1_000),
                        workspace.context());
        assertThat(output.matches()).hasSize(1);
        assertThat(output.truncated()).isTrue();
    }

    @Test
    void cutsLongLinesAroundWhatWasFoundAndCutsNoCharacter() throws Exception {
        var smiles = "\ud83d\ude00".repeat(300);
        Files.writeString(folder.resolve("long.txt"), "x" + smiles + "needle" + smiles + "\n");
        var text = search("workspace/long.txt", "needle").matches().getFirst().text();
        assertThat(text).contains("needle").hasSizeBetween(390, 401);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
    }

    @Test
    void foldsLettersWhateverTheyWouldBecome() throws Exception {
        Files.writeString(folder.resolve("turkish.txt"), "\u0130".repeat(600) + "needle" + "x".repeat(600) + "\n");
        assertThat(search("workspace/turkish.txt", "NEEDLE").matches().getFirst().text()).contains("needle");
        Files.writeString(folder.resolve("greek.txt"), "\u03bf\u03b4\u03bf\u03c2\n");
        assertThat(search("workspace/greek.txt", "\u039f\u0394\u039f\u03a3").matches()).hasSize(1);
    }

    @Test
    void stopsBeforeItsOutputIsTooLarge() throws Exception {
        Files.writeString(folder.resolve("wide.txt"), ("needle" + "\u0001".repeat(500) + "\n").repeat(1_000));
        var output = search("workspace/wide.txt", "needle", false, Optional.empty(), false, 1_000);
        assertThat(output.truncated()).isTrue();
        assertThat(output.matches()).hasSizeBetween(500, 999);
        assertThat(new StrictJson().write(output).toString()).hasSizeLessThan(2_000_000);
    }

    @Test
    void visitsSoManyFoldersAndSaysThatThereAreMore() throws Exception {
        for (int i = 0; i <= 100; i++) {
            for (int j = 0; j <= 100; j++) {
                Files.createDirectories(folder.resolve("many/" + i + "/" + j));
            }
        }
        var output = search("workspace/many", "needle");
        assertThat(output.files()).isZero();
        assertThat(output.truncated()).isTrue();
    }

    @Test
    void namesThatMatchInManyWaysTakeNoLongerThanOthers() throws Exception {
        Files.writeString(folder.resolve("a".repeat(250)), "needle\n");
        assertThat(search("workspace", "needle", false, Optional.of("*a".repeat(100) + "b"), false, 10).files())
                .isZero();
        assertThat(search("workspace", "needle", false, Optional.of("*a".repeat(100) + "*"), false, 10).files())
                .isEqualTo(1);
    }

    @Test
    void refusesAnExpressionThatIsNone() {
        assertThatThrownBy(() -> search("workspace", "a(b", true, Optional.empty(), false, 10))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("no regular expression")
                .hasMessageContaining("at character 3");
    }

    @ParameterizedTest
    @CsvSource({"(x+)+\\1y", "(x|z)*y"})
    void stopsExpressionsThatTryForEverOrTooDeep(String expression) throws Exception {
        Files.writeString(folder.resolve("x.txt"), "x".repeat(200_000));
        assertThatThrownBy(() -> search("workspace/x.txt", expression, true, Optional.empty(), true, 10))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("workspace/x.txt")
                .hasMessageContaining("make it simpler");
    }

    @Test
    void endsWhenCancelledBetweenFiles() {
        workspace.cancelAfter(2);
        assertThatThrownBy(() -> search("workspace/docs", "needle")).isInstanceOf(InterruptedException.class);
    }

    @Test
    void endsWhenCancelledWithinALine() throws Exception {
        Files.writeString(folder.resolve("x.txt"), "x".repeat(20_000));
        workspace.cancelAfter(5);
        assertThatThrownBy(() -> search("workspace/x.txt", "(x+)+\\1y", true, Optional.empty(), true, 10))
                .isInstanceOf(InterruptedException.class);
    }

    private SearchFiles.Output search(String path, String query) throws Exception {
        return search(path, query, false, Optional.empty(), false, 100);
    }

    private SearchFiles.Output search(
            String path, String query, boolean regex, Optional<String> names, boolean caseSensitive, int limit)
            throws Exception {
        return new SearchFiles()
                .call(
                        new SearchFiles.Input(path, query, regex, names, caseSensitive, limit, 1 << 20),
                        workspace.context());
    }
}
