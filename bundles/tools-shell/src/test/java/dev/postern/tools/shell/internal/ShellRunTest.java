// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import static dev.postern.tools.shell.internal.Calling.input;
import static dev.postern.tools.shell.internal.Calling.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellRunTest {
    private static final AllowedProgram ECHO = program("echo", Map.of("program", "echo", "rest", new String[]{"*"}));

    @TempDir
    Path home;

    @Test
    void runsNothingUntilSomethingIsAllowedAndSaysWhere() throws Exception {
        try (var calling = Calling.of(home)) {
            assertThatThrownBy(() -> new ShellRun(List.of()).call(input("echo"), calling.context()))
                    .isInstanceOfSatisfying(ToolException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("forbidden"))
                    .hasMessageContaining("conf/dev.postern.tools.shell.program~<name>.json");
        }
    }

    @Test
    void runsWhatIsAllowedAndNothingElse() throws Exception {
        var shell = new ShellRun(List.of(ECHO, program("false", Map.of("program", "false"))));
        try (var calling = Calling.of(home)) {
            var said = shell.call(input("echo", "$HOME; id", "*"), calling.context());
            assertThat(said).isEqualTo(new ShellRun.Output(0, "$HOME; id *\n", "", false, Optional.empty()));
            assertThat(calling.seen()).isEqualTo("$HOME; id *\n");
            assertThat(shell.call(input("false"), calling.context()).exitCode()).isEqualTo(1);
            assertThatThrownBy(() -> shell.call(input("id"), calling.context()))
                    .hasMessageContaining("id may not be run; allowed are echo, false");
            assertThatThrownBy(() -> shell.call(input("/bin/echo"), calling.context()))
                    .hasMessageContaining("may not be run");
            assertThatThrownBy(() -> shell.call(input("echo", "-e"), calling.context()))
                    .hasMessageContaining("dev.postern.tools.shell.program~echo takes only [*] from argument 1 on");
        }
    }

    @Test
    void isAnotherTenantsOnlyWhereThatIsSaid() throws Exception {
        var shell = new ShellRun(List.of(ECHO,
                program("acme", Map.of("program", "echo", "arguments", new String[]{"acme"}, "tenant", "acme"))));
        try (var calling = new Calling(home, false, "acme")) {
            assertThat(shell.call(input("echo", "acme"), calling.context()).output()).isEqualTo("acme\n");
            assertThatThrownBy(() -> shell.call(input("echo", "other"), calling.context()))
                    .hasMessageContaining("may not be run with these arguments");
        }
    }

    @Test
    void givesTheProgramItsEnvironmentAndItsSecrets() throws Exception {
        secret("deploy-key", "canary-4711");
        var shell = new ShellRun(List.of(program("env", Map.of("program", "env",
                "environment", new String[]{"A=b=c", "EMPTY="}, "secrets", new String[]{"KEY=deploy-key"}))));
        try (var calling = Calling.of(home)) {
            assertThat(shell.call(input("env"), calling.context()).output().lines())
                    .contains("A=b=c", "EMPTY=", "KEY=canary-4711")
                    .noneMatch(line -> line.startsWith("PATH=") || line.startsWith("HOME="));
        }
        Files.delete(home.resolve("secrets/deploy-key"));
        try (var calling = Calling.of(home)) {
            assertThatThrownBy(() -> shell.call(input("env"), calling.context()))
                    .hasMessageContaining("there is no secret deploy-key");
        }
    }

    private void secret(String name, String value) throws Exception {
        var file = Files.createDirectories(home.resolve("secrets")).resolve(name);
        Files.writeString(file, value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void readsItsInputAndEndsInTime() throws Exception {
        var shell = new ShellRun(List.of(
                program("sort", Map.of("program", "sort")),
                program("sleep", Map.of("program", "sleep", "arguments", new String[]{"*"}, "timeout_millis", 60_000L)),
                program("quick", Map.of("program", "quick", "path", "/bin/sleep", "arguments", new String[]{"*"},
                        "timeout_millis", 300L))));
        try (var calling = Calling.of(home)) {
            assertThat(shell.call(with("sort", List.of(), Optional.of("b\na\n"), Optional.empty()), calling.context())
                    .output()).isEqualTo("a\nb\n");
            for (var late : List.of(with("sleep", List.of("30"), Optional.empty(), Optional.of(300L)),
                    with("quick", List.of("30"), Optional.empty(), Optional.of(60_000L)))) {
                assertThatThrownBy(() -> shell.call(late, calling.context()))
                        .isInstanceOfSatisfying(ToolException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo("timeout"));
            }
        }
    }

    private static ShellRun.Input with(String program, List<String> arguments, Optional<String> stdin,
            Optional<Long> millis) {
        return new ShellRun.Input(program, arguments, "workspace", stdin, millis);
    }

    @Test
    void letsAnInterruptThrough() throws Exception {
        var shell = new ShellRun(List.of(program("sleep", Map.of("program", "sleep", "arguments",
                new String[]{"*"}))));
        try (var calling = Calling.of(home)) {
            var thrown = new CompletableFuture<Throwable>();
            var caller = Thread.ofVirtual().start(() -> {
                try {
                    shell.call(input("sleep", "60"), calling.context());
                } catch (Throwable e) {
                    thrown.complete(e);
                }
            });
            while (ProcessHandle.current().children().findAny().isEmpty()) {
                Thread.onSpinWait();
            }
            caller.interrupt();
            assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void beginsBelowARootOnly() throws Exception {
        Files.createDirectories(home.resolve("secrets"));
        var shell = new ShellRun(List.of(program("pwd", Map.of("program", "pwd"))));
        try (var calling = Calling.of(home)) {
            Files.createDirectories(home.resolve("workspace/deep"));
            Files.createSymbolicLink(home.resolve("workspace/out"), Path.of("../secrets"));
            assertThat(shell.call(in("workspace/deep"), calling.context()).output())
                    .isEqualTo(home.resolve("workspace/deep").toRealPath() + "\n");
            for (var folder : List.of("workspace/out", "workspace/../secrets", "secrets", "/etc", "workspace/none")) {
                assertThatThrownBy(() -> shell.call(in(folder), calling.context()))
                        .isInstanceOf(ToolException.class);
            }
        }
    }

    private static ShellRun.Input in(String folder) {
        return new ShellRun.Input("pwd", List.of(), folder, Optional.empty(), Optional.empty());
    }

    @Test
    void refusesArgumentsThatNoProgramCanHave() throws Exception {
        var shell = new ShellRun(List.of(ECHO));
        try (var calling = Calling.of(home)) {
            for (var argument : List.of("a\0b", "x".repeat(8_193))) {
                assertThatThrownBy(() -> shell.call(input("echo", "fine", argument), calling.context()))
                        .isInstanceOfSatisfying(ToolException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo("invalid_input"))
                        .hasMessageContaining("argument 2");
            }
            var many = new String[9];
            java.util.Arrays.fill(many, "x".repeat(8_000));
            assertThatThrownBy(() -> shell.call(input("echo", many), calling.context()))
                    .hasMessageContaining("all together");
        }
    }

    @Test
    void aPreviewShowsAllThatAPersonDecidesOnAndNoSecret() throws Exception {
        secret("deploy-key", "canary-4711");
        var shell = new ShellRun(List.of(program("touch", Map.of("program", "touch", "rest", new String[]{"*"},
                "environment", new String[]{"PATH=/usr/bin:/bin"}, "secrets", new String[]{"KEY=deploy-key"}))));
        try (var calling = Calling.previewing(home)) {
            var preview = shell.preview(input("touch", "made", "two words", "it's", "a\u202eb\nc"), calling.context());
            assertThat(preview.summary())
                    .isEqualTo("Runs touch made 'two words' 'it'\\''s' $'a\\u202eb\\nc' in workspace");
            assertThat(preview.mediaType()).isEqualTo("text/plain");
            assertThat(preview.detail().lines()).contains(
                    "touch made 'two words' 'it'\\''s' $'a\\u202eb\\nc'",
                    "folder       workspace",
                    "environment  PATH=/usr/bin:/bin",
                    "environment  KEY, the secret deploy-key",
                    "input        none",
                    "time         60000 ms at most",
                    "allowed by   dev.postern.tools.shell.program~touch")
                    .anyMatch(line -> line.matches("program      /.*/touch(, which is .*)?"))
                    .anyMatch(line -> line.matches("sandbox      (bubblewrap|none).*"));
            assertThat(preview.toString()).doesNotContain("canary");
            assertThatThrownBy(() -> shell.call(input("touch", "made"), calling.context()))
                    .hasMessageContaining("a preview starts no program");
        }
        assertThat(home.resolve("workspace/made")).doesNotExist();
    }
}
