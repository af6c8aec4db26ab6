// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a stand-in for Maven in the project, as its wrapper would be: what Maven itself does the guide's own test sees. */
class MavenBuildTest {
    @TempDir
    Path project;

    private MavenBuild build;

    @BeforeEach
    void begin() throws Exception {
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        build = MavenBuild.of(project.toRealPath(), Map.of());
    }

    private void maven(String script) throws Exception {
        var wrapper = Files.writeString(project.resolve("mvnw"), "#!/bin/sh\n" + script);
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void findsTheJarThatWasWritten() throws Exception {
        maven("mkdir target; echo \"$@\" > target/plugin.jar");
        var built = build.build(".dev-1", true, () -> false);
        assertThat(built.problems()).isEmpty();
        assertThat(built.jar()).content().contains("-o", "-DskipTests", "-Dplugin.qualifier=.dev-1", "package");
    }

    @Test
    void refusesToGuessBetweenJars() throws Exception {
        maven("mkdir target; touch target/a.jar target/b.jar");
        assertThatThrownBy(() -> build.build("", true, () -> false)).hasMessageContaining("more than one jar");
        maven("true");
        Files.delete(project.resolve("target/a.jar"));
        Files.delete(project.resolve("target/b.jar"));
        assertThatThrownBy(() -> build.build("", true, () -> false)).hasMessageContaining("no jar");
    }

    @Test
    void endsABuildThatIsToStop() throws Exception {
        maven("exec sleep 300");
        assertThat(build.build("", true, () -> true).jar()).isNull();
    }

    @Test
    void saysWhereTheErrorsAre() {
        var source = build.project().resolve("src/main/java/a/Greet.java");
        assertThat(build.problems(List.of(
                "[ERROR] COMPILATION ERROR : ",
                "[ERROR] " + source + ":[12,30] cannot find symbol",
                "  symbol:   variable nme",
                "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.14.1:compile: Compilation",
                "[ERROR] " + source + ":[12,30] cannot find symbol",
                "  symbol:   variable nme",
                "[ERROR] -> [Help 1]")))
                .containsExactly("src/main/java/a/Greet.java:12: cannot find symbol", "  symbol:   variable nme");
    }

    @Test
    void saysWhatElseWentWrongWithoutMavensChatter() {
        assertThat(build.problems(List.of(
                "[ERROR] Failed to execute goal on project a: Could not resolve dependencies",
                "[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.",
                "[ERROR] ", "[INFO] something")))
                .containsExactly("Failed to execute goal on project a: Could not resolve dependencies");
    }

    @Test
    void aFolderWithoutAPomIsNoProject(@TempDir Path empty) {
        assertThatThrownBy(() -> MavenBuild.of(empty, Map.of())).hasMessageContaining("plugins new");
    }
}
