// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTest {
    private static final long LONG = 20_000;

    @TempDir
    Path project;

    @Test
    void tellsOfChangesInFoldersOldAndNewAndOfNothingElse() throws Exception {
        var sources = Files.createDirectories(project.resolve("src/main/java"));
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        try (var watch = new SourceWatch(project)) {
            assertThat(watch.changed(1)).isFalse();
            Files.writeString(sources.resolve("A.java"), "class A {}");
            assertThat(watch.changed(LONG)).isTrue();
            var made = Files.createDirectories(sources.resolve("b/c"));
            Files.writeString(made.resolve("B.java"), "class B {}");
            assertThat(watch.changed(LONG)).isTrue();
            Files.delete(made.resolve("B.java"));
            assertThat(watch.changed(LONG)).isTrue();
            Files.createDirectories(project.resolve("target"));
            assertThat(watch.changed(LONG)).as("what a build writes").isFalse();
        }
    }
}
