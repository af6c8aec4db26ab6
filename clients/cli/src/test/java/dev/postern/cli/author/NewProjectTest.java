// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.cli.Failure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewProjectTest {
    @TempDir
    Path folder;

    private AuthorRepository repository;

    @BeforeEach
    void lay() throws Exception {
        repository = new AuthorRepository(folder.resolve("author"));
        for (var artifact : new String[]{"plugin-api/1.3.0", "plugin-processor/0.1.0", "test-kit/0.2.0"}) {
            var version = Files.createDirectories(folder.resolve("author/dev/postern/dev.postern." + artifact));
            Files.writeString(version.resolve("a.jar"), artifact);
        }
    }

    @Test
    void writesAProjectWithItsNamesAndTheVersionsThatAreThere() throws Exception {
        var project = folder.resolve("mine");
        var files = NewProject.of("bird-song", "").write(project, repository);
        assertThat(files).contains("pom.xml", ".gitignore", "src/main/java/org/example/birdsong/Greet.java");
        assertThat(files).allSatisfy(file -> assertThat(Files.readString(project.resolve(file)))
                .doesNotContainPattern("@(name|tool|title|package|path|repository|api|processor|kit)@"));
        assertThat(Files.readString(project.resolve("pom.xml"))).contains("<version>1.3.0</version>",
                "<version>0.2.0</version>", "<postern.repository>" + folder.resolve("author"));
        assertThat(Files.readString(project.resolve("src/main/java/org/example/birdsong/Greet.java")))
                .contains("name = \"bird_song.greet\"", "package org.example.birdsong;");
    }

    @Test
    void fillsNoFolderThatHoldsSomething() throws Exception {
        var project = Files.createDirectories(folder.resolve("mine"));
        NewProject.of("one", "").write(project, repository);
        assertThatThrownBy(() -> NewProject.of("one", "").write(project, repository)).isInstanceOf(Failure.class)
                .hasMessageContainingAll(project.toString(), "--dir");
        var file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> NewProject.of("one", "").write(file, repository)).isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Weather", "my_plugin", "-x", "x-", "a--b", "1x", "a/b", "..",
        "a-name-that-is-far-too-long-for-anybody-to-type"})
    void refusesNamesThatAreNone(String name) {
        assertThatThrownBy(() -> NewProject.of(name, "")).isInstanceOf(Failure.class)
                .hasMessageContaining("lower-case letters");
    }

    @ParameterizedTest
    @CsvSource({"com", "com.Example", "com.class", "com.example.", "dev.postern.mine", "java.mine", "com..x"})
    void refusesPackagesThatAreNone(String name) {
        assertThatThrownBy(() -> NewProject.of("mine", name)).isInstanceOf(Failure.class)
                .hasMessageContaining("--package");
    }

    @Test
    void aNameThatIsAJavaWordNeedsAPackage() throws Exception {
        assertThatThrownBy(() -> NewProject.of("switch", "")).hasMessageContaining("--package");
        assertThat(NewProject.of("switch", "com.example.switches").packageName()).isEqualTo("com.example.switches");
    }

    @Test
    void mavenForgetsWhatItKeepsWithOtherBytes() throws Exception {
        var local = folder.resolve("local");
        var stale = Files.createDirectories(local.resolve("dev/postern/dev.postern.test-kit/0.2.0"));
        Files.writeString(stale.resolve("a.jar"), "older");
        var same = Files.createDirectories(local.resolve("dev/postern/dev.postern.plugin-api/1.3.0"));
        Files.writeString(same.resolve("a.jar"), "plugin-api/1.3.0");
        repository.refresh(local);
        assertThat(stale).doesNotExist();
        assertThat(same.resolve("a.jar")).exists();
    }
}
