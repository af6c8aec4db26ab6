// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Programming.command;
import static dev.postern.access.internal.Programming.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import dev.postern.access.internal.Programming.Seen;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One program: what it is given and what it says, in the sandbox and without. */
class ProgramTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runsOnlyGrantedProgramsWithoutAShellOrOurEnvironment(boolean sandboxed) throws Exception {
        var processes = Programming.of(sandboxed, home).processes("env", "echo");
        assertThat(processes.run(command("env", List.of())).output().lines())
                .allMatch(line -> line.equals("A=b") || line.startsWith(sandboxed ? "PWD=/" : Mark.NAME + "="))
                .hasSize(2);
        assertThat(processes.run(command("echo", List.of("$HOME; ls", "*"))).output()).isEqualTo("$HOME; ls *\n");
        assertThatThrownBy(() -> processes.run(script("id"))).hasMessageContaining("may not start sh");
        assertThat(Programming.of(sandboxed, home).processes("*").run(script("pwd")).output())
                .isEqualTo(home.resolve("workspace").toRealPath() + "\n");
    }

    /** A sandbox that obeyed it would load it outside of itself. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheLoaderObeysIsForTheProgramAlone(boolean sandboxed) throws Exception {
        var processes = Programming.of(sandboxed, home).processes("env");
        var loading = new ProcessAccess.Command("env", List.of(), Map.of("LD_DEBUG", "files", "A", "b"), "workspace",
                Duration.ofSeconds(60), 1 << 20);
        var result = processes.run(loading);
        assertThat(result.output()).contains("LD_DEBUG=files\n", "A=b\n");
        assertThat(result.errors()).contains("libc.so");
        if (sandboxed) {
            assertThat(result.errors()).doesNotContain("bwrap");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhatItIsGivenAndNothingOtherwise(boolean sandboxed) throws Exception {
        var processes = Programming.of(sandboxed, home).processes("cat", "true");
        assertThat(processes.run(command("cat", List.of())).output()).isEmpty();
        assertThat(processes.run(reading("cat", "grüezi\n")).output()).isEqualTo("grüezi\n");
        assertThat(processes.run(reading("true", "x".repeat(1 << 20))).exitCode()).isZero();
    }

    private static ProcessAccess.Command reading(String program, String input) {
        return new ProcessAccess.Command(program, List.of(), Map.of(), "workspace", Duration.ofSeconds(120),
                Programming.LIMIT, input, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysHowItEnded(boolean sandboxed) throws Exception {
        var programming = Programming.of(sandboxed, home);
        assertThat(programming.shell("exit 3").exitCode()).isEqualTo(3);
        assertThat(programming.shell("exit 3").signal()).isEqualTo(OptionalInt.empty());
        assertThat(programming.shell("kill -SEGV $$").signal()).isEqualTo(OptionalInt.of(11));
        assertThat(programming.shell("sh -c 'kill -9 $$'; exit $?").signal()).isEqualTo(OptionalInt.of(9));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsTheBeginningOfMuchOutputAndDropsAFlood(boolean sandboxed) throws Exception {
        var programming = Programming.of(sandboxed, home);
        var seen = new Seen();
        var result = programming.processes(false, seen, "workspace=workspace", "sh")
                .run(script("head -c 1073741824 /dev/zero & yes error | head -c 1073741824 >&2; wait; exit 3"));
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.output()).isEqualTo("\0".repeat(Programming.LIMIT));
        assertThat(result.errors()).hasSize(Programming.LIMIT).startsWith("error\nerror\n");
        assertThat(result.truncated()).isTrue();
        assertThat(seen.output()).hasSize(2 * Programming.LIMIT);
        assertThat(seen.messages()).contains("more than 1000 bytes");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNoTextIsShownAsSuch(boolean sandboxed) throws Exception {
        var programming = Programming.of(sandboxed, home);
        assertThat(programming.shell("printf 'a\\377b\\303'").output()).isEqualTo("a\ufffdb\ufffd");
        // a character that comes in two pieces, and one that the limit would cut
        assertThat(programming.shell("printf '\\342\\202'; sleep 0.1; printf '\\254'").output()).isEqualTo("\u20ac");
        var cut = programming.shell("printf 'x%.0s' $(seq 999); printf '\\342\\202\\254'");
        assertThat(cut.output()).isEqualTo("x".repeat(999));
        assertThat(cut.truncated()).isTrue();
    }

    /** Each line is written only after the one before, of the other stream, was seen. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothStreamsAreShownInTheOrderTheyCameIn(boolean sandboxed) throws Exception {
        var programming = Programming.of(sandboxed, home);
        var workspace = Files.createDirectories(home.resolve("workspace"));
        var seen = new Seen();
        var running = Programming.start(
                programming.processes(false, seen, "workspace=workspace", "sh"),
                script("""
                        next() { while [ ! -e $1 ]; do sleep 0.01; done; }
                        echo one; next 1; echo two >&2; next 2; echo three; next 3; echo four >&2"""));
        for (int i = 1; i <= 3; i++) {
            int lines = i;
            Programming.await(() -> seen.output().lines().count() == lines);
            Files.createFile(workspace.resolve(Integer.toString(i)));
        }
        assertThat(running.ended().get().errors()).isEqualTo("two\nfour\n");
        assertThat(seen.output()).isEqualTo("one\ntwo\nthree\nfour\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPreviewSaysWhatWouldRunAndRunsNothing(boolean sandboxed) throws Exception {
        var programming = Programming.of(sandboxed, home);
        var previewing = programming.processes(true, new Seen(), "workspace=workspace", "touch");
        var touch = command("touch", List.of("made"));
        var plan = previewing.plan(touch);
        assertThat(Path.of(plan.program())).isExecutable().hasFileName("touch");
        assertThat(Path.of(plan.file())).isEqualTo(Path.of(plan.program()).toRealPath());
        assertThat(plan.sandbox()).startsWith(sandboxed ? "bubblewrap" : "none, sandbox of dev.postern.access is off");
        assertThatThrownBy(() -> previewing.run(touch)).hasMessageContaining("a preview starts no program");
        assertThat(home.resolve("workspace/made")).doesNotExist();
        assertThatThrownBy(() -> previewing.plan(script("id"))).hasMessageContaining("may not start sh");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderThatIsALinkOrNoneIsRefused(boolean sandboxed) throws Exception {
        var processes = Programming.of(sandboxed, home).processes("pwd");
        Files.createDirectories(home.resolve("beside"));
        Files.createSymbolicLink(home.resolve("workspace/out"), home.resolve("beside"));
        for (var folder : List.of("workspace/out", "workspace/none", "workspace/../conf", "etc")) {
            var command = new ProcessAccess.Command("pwd", List.of(), Map.of(), folder, Duration.ofSeconds(60), 100);
            assertThatThrownBy(() -> processes.run(command)).isInstanceOf(ToolException.class);
        }
    }
}
