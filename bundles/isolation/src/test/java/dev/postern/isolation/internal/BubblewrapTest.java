// SPDX-License-Identifier: Apache-2.0
package dev.postern.isolation.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process sees from inside, and what it does not. */
class BubblewrapTest {
    @TempDir
    Path folder;

    @Test
    void withoutItTheCommandIsAsItWas() {
        assertThat(Bubblewrap.none("it is not installed").around(List.of("java"), List.of(), folder))
                .containsExactly("java");
    }

    @Test
    void insideThereIsTheOwnFolderAndNoOtherAndNoNetwork() throws Exception {
        var bubblewrap = Bubblewrap.find();
        assumeTrue(bubblewrap.program().isPresent(), bubblewrap.why());
        var own = Files.createDirectory(folder.resolve("own"));
        var other = Files.writeString(folder.resolve("other"), "hidden");
        var readable = Files.writeString(folder.resolve("readable"), "shown");
        var script = "cat " + other + " 2>/dev/null; cat " + readable + "; echo x > " + readable
                + " 2>/dev/null; echo made > made; cut -d: -f1 /proc/net/dev | tail -n +3";
        var process = new ProcessBuilder(bubblewrap.around(List.of("/bin/sh", "-c", script), List.of(readable), own))
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said).startsWith("shown").doesNotContain("hidden");
        assertThat(said.strip()).endsWith(" lo");
        assertThat(said).doesNotContain("eth", "wlan");
        assertThat(own.resolve("made")).hasContent("made");
        assertThat(readable).hasContent("shown");
    }
}
