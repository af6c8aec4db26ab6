// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import static dev.postern.tools.shell.internal.Calling.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a configuration lets through; the examples of the documentation are among them. */
class AllowedProgramTest {
    private static final AllowedProgram STATUS = program("git-status", Map.of(
            "program", "git", "arguments", new String[]{"status"}, "rest", new String[]{"--short", "--branch"}));
    private static final AllowedProgram LOG = program("git-log", Map.of(
            "program", "git", "arguments", new String[]{"log"},
            "rest", new String[]{"--oneline", "-n[0-9]", "-n[0-9][0-9]", "*"}));
    private static final AllowedProgram FETCH = program("git-fetch", Map.of(
            "program", "git", "arguments", new String[]{"fetch", "origin"}));
    private static final AllowedProgram FIND = program("find", Map.of(
            "program", "find", "arguments", new String[]{"**", "-name", "*"}));
    private static final AllowedProgram BARE = program("uptime", Map.of("program", "uptime"));

    static Stream<Arguments> allowed() {
        return Stream.of(
                Arguments.of(STATUS, List.of("status")),
                Arguments.of(STATUS, List.of("status", "--branch", "--short")),
                Arguments.of(LOG, List.of("log", "--oneline", "-n5", "main")),
                Arguments.of(FETCH, List.of("fetch", "origin")),
                Arguments.of(FIND, List.of("src/main", "-name", "*.java")),
                Arguments.of(BARE, List.of()));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void letsThrough(AllowedProgram program, List<String> arguments) {
        assertThat(program.refusal(arguments)).isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(STATUS, List.of()),
                Arguments.of(STATUS, List.of("-c", "core.sshCommand=sh -c id", "status")),
                Arguments.of(STATUS, List.of("status", "-c", "core.fsmonitor=./x")),
                Arguments.of(STATUS, List.of("status", "--short", "file")),
                Arguments.of(STATUS, List.of("--git-dir=/tmp/x", "status")),
                Arguments.of(LOG, List.of("log", "--output=/etc/passwd")),
                Arguments.of(LOG, List.of("log", "-p", "--ext-diff")),
                Arguments.of(LOG, List.of("log", "-n100")),
                Arguments.of(FETCH, List.of("fetch", "--upload-pack=touch x", "origin")),
                Arguments.of(FETCH, List.of("fetch", "origin", "--upload-pack=touch x")),
                Arguments.of(FETCH, List.of("fetch", "ext::sh -c id")),
                Arguments.of(FIND, List.of("src", "-name", "*", "-exec", "rm", "{}", ";")),
                Arguments.of(FIND, List.of("src", "-delete")),
                Arguments.of(FIND, List.of("-delete", "-name", "x")),
                Arguments.of(FIND, List.of("/", "-name", "x")),
                Arguments.of(FIND, List.of("src/../..", "-name", "x")),
                Arguments.of(BARE, List.of("--version")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void letsNothingElseThrough(AllowedProgram program, List<String> arguments) {
        assertThat(program.refusal(arguments)).isNotEmpty();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(Map.of("program", "/bin/ls"), "program: a name"),
                Arguments.of(Map.of("program", "ls", "path", "bin/ls"), "path: begins with /"),
                Arguments.of(Map.of("program", "ls", "arguments", new String[]{"[a"}), "arguments: [a has a ["),
                Arguments.of(Map.of("program", "ls", "rest", new String[]{"x\\"}), "rest: x\\ ends"),
                Arguments.of(Map.of("program", "ls", "environment", new String[]{"PATH"}), "environment: each is"),
                Arguments.of(Map.of("program", "ls", "secrets", new String[]{"A-B=c"}), "secrets: each is"),
                Arguments.of(Map.of("program", "ls", "environment", new String[]{"A=1", "A=2"}), "A stands twice"),
                Arguments.of(Map.of("program", "ls", "environment", new String[]{"A=1"}, "secrets",
                        new String[]{"A=key"}), "under environment, too"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesSettingsAndNamesThem(Map<String, Object> settings, String reason) {
        assertThatThrownBy(() -> program("wrong", settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
