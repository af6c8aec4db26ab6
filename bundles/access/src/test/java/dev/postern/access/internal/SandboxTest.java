// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import static dev.postern.access.internal.Programming.command;
import static dev.postern.access.internal.Programming.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.access.internal.Programming.Seen;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.ToolException;
import dev.postern.core.access.Grants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sandbox keeps apart, and what is done where there is none. */
class SandboxTest {
    @TempDir
    Path home;

    @Test
    void writesInItsRootAndNowhereElse() throws Exception {
        var programming = Programming.sandboxed(home);
        Files.createDirectories(home.resolve("beside"));
        var result = programming.shell("""
                echo mine > mine.txt
                for place in /etc /usr "%s/beside" /var/lib; do echo x > "$place/postern-x" && echo wrote $place; done
                echo seen > /tmp/postern-x; cat /tmp/postern-x""".formatted(home));
        assertThat(result.output()).isEqualTo("seen\n");
        assertThat(home.resolve("workspace/mine.txt")).hasContent("mine");
        assertThat(Path.of("/tmp/postern-x")).doesNotExist();
        assertThat(home.resolve("beside/postern-x")).doesNotExist();
    }

    @Test
    void aReadOnlyRootIsReadOnly() throws Exception {
        Files.createDirectories(home.resolve("docs"));
        var processes = Programming.sandboxed(home).processes(false, new Seen(), "docs=docs:ro", "touch");
        var result = processes.run(new ProcessAccess.Command("touch", List.of("x"), Map.of(), "docs",
                Duration.ofSeconds(60), 1_000));
        assertThat(result.exitCode()).isNotZero();
        assertThat(home.resolve("docs/x")).doesNotExist();
    }

    @Test
    void theGatewaysHomeAndWhatIsHiddenIsNotSeen() throws Exception {
        var programming = Programming.sandboxed(home);
        Files.createDirectories(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/operator.token"), "canary");
        var result = programming.shell("cat '%s/secrets/operator.token'; ls -A '%s'".formatted(home, home));
        assertThat(result.output()).isEqualTo("workspace\n");
        assertThat(result.errors()).contains("No such file");

        var user = Files.createDirectories(home.resolve("user")).toRealPath();
        var hiding = new Sandbox(Sandbox.Mode.REQUIRE, home.toRealPath(), List.of(Path.of("/usr/share"), user));
        assertThat(Programming.with(home, hiding).shell("ls -A /usr/share; ls /run").output()).isEmpty();
        var program = Files.copy(Programs.find("true").orElseThrow(), user.resolve("mine"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> Programming.with(home, hiding).processes("*")
                .run(command(program.toString(), List.of())))
                .hasMessageContaining(user.toString())
                .hasMessageContaining("sandboxHides");
    }

    @Test
    void hasNoNetworkUnlessItMay() throws Exception {
        var programming = Programming.sandboxed(home);
        var links = "cat /proc/net/dev | grep -c :";
        assertThat(programming.shell(links).output().strip()).as("only its own loopback").isEqualTo("1");
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var connect = List.of("-c", "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + " && echo connected");
            assertThat(programming.processes("bash").run(command("bash", connect)).output()).isEmpty();
            assertThat(programming.processes("bash").run(reaching(connect)).output()).isEqualTo("connected\n");
        }
        var narrow = new Grants("test", List.of("example.org"), List.of("*:write"), List.of("*"), List.of());
        var roots = Roots.of(home, new String[]{"workspace=workspace"}).grantedTo(narrow, false);
        var processes = new AllowedProcesses(narrow, new ConfinedFiles(roots, 1, new FileWorkers()),
                new Sandbox(Sandbox.Mode.AUTO, home, List.of()), false, new Seen());
        assertThatThrownBy(() -> processes.run(reaching(List.of()))).hasMessageContaining("hosts");
    }

    private static ProcessAccess.Command reaching(List<String> arguments) {
        return new ProcessAccess.Command("bash", arguments, Map.of(), "workspace", Duration.ofSeconds(60), 1_000, "",
                true);
    }

    @Test
    void gainsNoRights() throws Exception {
        var status = Programming.sandboxed(home).shell("cat /proc/self/status").output();
        assertThat(status).containsPattern("NoNewPrivs:\\s1").containsPattern("CapEff:\\s0{16}")
                .containsPattern("CapBnd:\\s0{16}");
    }

    /** A test that cannot have it says so by being skipped; that a program can be without is shown here. */
    @Test
    void runsWithoutWhereItDoesNotWorkUnlessItIsRequired() throws Exception {
        var broken = home.resolve("bwrap");
        Files.writeString(broken, "#!/bin/sh\necho 'bwrap: No permissions to create new namespace'\nexit 1\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var program : List.of(Optional.of(broken), Optional.<Path>empty())) {
            var auto = Programming.with(home,
                    new Sandbox(Sandbox.Mode.AUTO, home, List.of(), () -> program));
            assertThat(auto.shell("echo ran").output()).isEqualTo("ran\n");
            assertThat(auto.processes("sh").plan(script("")).sandbox())
                    .contains(program.isPresent() ? "No permissions to create new namespace" : "not installed");
            var require = Programming.with(home,
                    new Sandbox(Sandbox.Mode.REQUIRE, home, List.of(), () -> program));
            assertThatThrownBy(() -> require.shell("echo ran"))
                    .isInstanceOfSatisfying(ToolException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("unavailable"))
                    .hasMessageContaining("sandbox of dev.postern.access");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "AUTO", ""})
    void refusesOtherSettings(String setting) {
        assertThatThrownBy(() -> Sandbox.Mode.of(setting)).hasMessageContaining("auto, require and off");
        assertThatThrownBy(() -> Sandbox.hidden(new String[]{"relative/" + setting}))
                .hasMessageContaining("sandboxHides");
    }
}
