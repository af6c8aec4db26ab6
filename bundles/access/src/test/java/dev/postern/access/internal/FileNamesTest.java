// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.TestHome.bytes;
import static dev.postern.access.internal.TestHome.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.api.tool.FileInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are what they look like. */
class FileNamesTest {
    @TempDir
    Path home;

    private TestHome confined;

    @BeforeEach
    void open() throws Exception {
        confined = new TestHome(home);
        Files.createDirectories(confined.workspace.resolve("docs"));
    }

    @AfterEach
    void close() {
        confined.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a\u0000b", "a\nb", "a\tb", "a\u007fb", "a\u0085b",
        "a\u2028b", "a\u202etxt.exe", "a\u2066b", "a\u200bb", "\ufeffa", "a\ud800b", "\udc00"})
    void noNameThatHidesSomething(String name) {
        assertThat(FileNames.usable(name)).isFalse();
        if (!name.isEmpty() && name.indexOf('/') < 0) {
            var path = "workspace/docs/" + name + "/x";
            refused("forbidden", () -> confined.files.read(path, 0, 1));
            refused("forbidden", () -> confined.files.write(path, bytes("x")));
            refused("forbidden", () -> confined.files.move("workspace/docs", path));
            refused("forbidden", () -> confined.files.delete(path));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "Zürich", "日本", "नमस्ते", "\ud83d\udc68\u200d\ud83d\udc69", ".hidden", "-rf", "~",
        "%2e%2e", "con", "a:b", "$(x)", "a*"})
    void everyOtherNameIsOne(String name) {
        assertThat(FileNames.usable(name)).isTrue();
        assertThat(FileNames.mayBeMade(name)).isTrue();
    }

    @Test
    void namesAreAsLongAsTheSystemTakes() throws Exception {
        var longest = "workspace/docs/" + "n".repeat(255);
        confined.files.write(longest, bytes("long"));
        assertThat(confined.read(longest)).isEqualTo("long");
        refused("forbidden", () -> confined.files.write(longest + "n", bytes("long")));
        assertThat(FileNames.usable("ü".repeat(127))).isTrue();
        assertThat(FileNames.usable("ü".repeat(128))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zu\u0308rich", " a", "a ", "\u3000a", "\u212b"})
    void noNewNameLooksLikeAnother(String name) {
        assertThat(FileNames.usable(name)).isTrue();
        assertThat(FileNames.mayBeMade(name)).isFalse();
        refused("invalid_input", () -> confined.files.move("workspace/docs", "workspace/" + name));
    }

    @Test
    void aNameThatIsThereIsUsedAsItIs() throws Exception {
        refused("invalid_input", () -> confined.files.write("workspace/ a", bytes("x")));
        refused("invalid_input", () -> confined.files.create("workspace/ a", bytes("x")));
        Files.createFile(confined.workspace.resolve(" a"));
        confined.files.write("workspace/ a", bytes("x"));
        confined.files.move("workspace/ a", "workspace/a");
        assertThat(confined.read("workspace/a")).isEqualTo("x");
    }

    @Test
    void whatCannotBeNamedIsNotListed() throws Exception {
        for (var name : new String[]{"plain", " a", "a\nb", "a\\b", "x\u0001", "y\u007f"}) {
            Files.createFile(confined.workspace.resolve("docs").resolve(name));
        }
        assertThat(confined.files.list("workspace/docs", 10)).extracting(FileInfo::path)
                .containsExactly("workspace/docs/ a", "workspace/docs/plain");
        // a slash at the end of a folder's path is none in its entries'
        assertThat(confined.files.list("workspace/docs/", 10)).extracting(FileInfo::path)
                .contains("workspace/docs/plain");
        assertThat(confined.files.info("workspace/docs/").orElseThrow().path()).isEqualTo("workspace/docs");
    }

    @Test
    void whatIsChangedIsNamedWithoutASlash() {
        refused("forbidden", () -> confined.files.write("workspace/x/", bytes("x")));
        refused("forbidden", () -> confined.files.move("workspace/docs/", "workspace/x"));
        refused("forbidden", () -> confined.files.move("workspace/docs", "workspace/x/"));
        refused("forbidden", () -> confined.files.delete("workspace/docs/"));
    }

    @Test
    void namesThatSomeSystemTakesForOneHaveOneKey() {
        assertThat(FileNames.key("ZU\u0308RICH.txt")).isEqualTo(FileNames.key("zürich.TXT"));
        assertThat(FileNames.key("a")).isNotEqualTo(FileNames.key("b"));
    }
}
