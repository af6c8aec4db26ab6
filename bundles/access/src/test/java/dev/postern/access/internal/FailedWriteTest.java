// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.TestHome.litter;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A write that does not come to its end leaves what was there, as it was. */
@Timeout(300)
class FailedWriteTest {
    @TempDir
    Path home;

    private Path folder;
    private Path big;

    @BeforeEach
    void fill() throws Exception {
        folder = Files.createDirectories(home.resolve("workspace"));
        big = Files.writeString(folder.resolve("big"), "o".repeat(WriterProgram.SIZE));
    }

    /** The system stops the write in its midst, as it does on a full disk, where a test cannot have one. */
    @Test
    void leavesTheOldFileAndNothingElseWhenThereIsNoRoom() throws Exception {
        var command = WriterProgram.command(home, "once").stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        var limited = new ProcessBuilder("sh", "-c", "ulimit -f 2048 && exec " + command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(limited.waitFor()).isZero();
        assertThat(said).startsWith("io: workspace/big cannot be used: File too large");
        assertThat(big).hasContent("o".repeat(WriterProgram.SIZE));
        assertThat(litter(folder)).isEmpty();
    }

    @Test
    void isWholeWheneverTheProcessIsKilled() throws Exception {
        var seen = "";
        for (int round = 0; round < 6; round++) {
            var writer = new ProcessBuilder(WriterProgram.command(home, "forever"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(writer.inputReader().readLine()).isEqualTo("written");
            while (writer.isAlive() && litter(folder).isEmpty()) {
                Thread.onSpinWait();
            }
            writer.destroyForcibly().waitFor();
            var content = Files.readString(big);
            assertThat(content).hasSize(WriterProgram.SIZE);
            assertThat(content.chars().distinct().count()).isOne();
            seen += content.charAt(0);
        }
        assertThat(seen).doesNotContain("o");
        assertThat(litter(folder)).hasSizeLessThan(2);
        try (var confined = new TestHome(home)) {
            confined.files.write("workspace/big", TestHome.bytes("small"));
        }
        assertThat(big).hasContent("small");
        assertThat(litter(folder)).isEqualTo(List.of());
    }
}
