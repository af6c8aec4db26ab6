// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in the unpacked archive, where people put it: behind a link, in a folder with a space. */
class LauncherScriptIT {
    @TempDir
    Path folder;

    /** Every process, and the file that has what it wrote. */
    private final Map<Process, Path> outputs = new HashMap<>();
    private Path script;
    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        Path place = Files.createDirectories(folder.resolve("a place"));
        Path distribution = Shipped.distribution();
        Path archive = distribution.resolveSibling(distribution.getFileName() + ".tar.gz");
        Process tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", place.toString()).inheritIO().start();
        assertThat(tar.waitFor(5, TimeUnit.MINUTES)).isTrue();
        script = Files.createSymbolicLink(folder.resolve("postern"),
                place.resolve(distribution.getFileName()).resolve("postern"));
        home = folder.resolve("a home");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : outputs.keySet()) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void helpNeedsNoJava() throws Exception {
        Process help = start(Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", "/nowhere"));
        assertThat(ended(help)).isZero();
        assertThat(said(help)).contains("./postern run").contains("POSTERN_HOME");
    }

    @Test
    void badUsageIsExitCodeTwo() throws Exception {
        for (String command : List.of("run", "build", "jdk")) {
            assertThat(ended(start(Map.of(), command, "now"))).isEqualTo(2);
            Process help = start(Map.of(), command, "--help");
            assertThat(ended(help)).isZero();
            assertThat(said(help)).contains("./postern run");
        }
    }

    @Test
    void saysInOneLineThatItNeedsAJdk() throws Exception {
        assumeTrue(Files.getOwner(Path.of("/")).equals(Files.getOwner(home.getParent())), "only root can hide JDKs");
        // in a mount namespace of its own, where no folder that JDKs are looked for in has any
        Process gateway = startCommand(Map.of("JAVA_HOME", "", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "unshare",
                "-m", "bash", "-c", "mount -t tmpfs none /usr/lib/jvm && exec \"$0\" run", script.toString());
        assertThat(ended(gateway)).isEqualTo(1);
        assertThat(said(gateway)).hasLineCount(1).contains("needs a JDK 25", "install");
    }

    @Test
    void listensBeyondThisMachineWithTlsOnly() throws Exception {
        Files.writeString(Files.createDirectories(home.resolve("conf")).resolve("framework.properties"),
                "org.apache.felix.http.host=0.0.0.0\n");
        Process gateway = start(Map.of(), "run");
        assertThat(ended(gateway)).isEqualTo(1);
        assertThat(said(gateway)).hasLineCount(1).contains("org.apache.felix.http.host=0.0.0.0", "TLS");
    }

    @Test
    void saysWhereItIsAndMakesItsCachesOnce() throws Exception {
        Process first = start(Map.of("POSTERN_STARTUP_CACHE", "on"), "run");
        Path port = home.resolve("run").resolve("port");
        await(port);
        await(() -> said(first).lines().count() == 3);
        assertThat(said(first)).contains("http://127.0.0.1:" + Files.readString(port).strip(),
                home.resolve("secrets/operator.token").toString(), "Try: ./postern status");
        Path cache = script.toRealPath().resolveSibling("cache");
        await(Duration.ofMinutes(5), () -> made(cache).size() == 2); // at the lowest priority
        first.destroy();
        assertThat(ended(first)).isZero();

        Process second = start(Map.of("POSTERN_STARTUP_CACHE", "on"), "run");
        await(port);
        assertThat(Files.readString(Path.of("/proc/" + second.pid() + "/cmdline"))).contains("-XX:AOTCache=" + cache);
        assertThat(made(cache)).hasSize(2);
    }

    private static List<Path> made(Path cache) throws IOException {
        if (Files.notExists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        }
    }

    @Test
    void thereIsNothingToBuildInADistribution() throws Exception {
        Process build = start(Map.of(), "build");
        assertThat(ended(build)).isEqualTo(1);
        assertThat(said(build)).hasLineCount(1).contains("nothing to build");
    }

    @Test
    void aSignalEndsItInOrderHoweverEarlyItComes() throws Exception {
        for (boolean first : new boolean[]{true, false}) {
            Process gateway = start(Map.of(), "run");
            Path pid = home.resolve("run").resolve("pid");
            await(pid);
            assertThat(Files.readString(pid).strip()).isEqualTo(Long.toString(gateway.pid()));
            gateway.destroy();
            assertThat(ended(gateway)).as("first start: %s, %s", first, said(gateway)).isZero();
            assertThat(pid).doesNotExist();
        }
    }

    @Test
    void refusesASecondGatewayOnTheSameHomeInOneLine() throws Exception {
        Process first = start(Map.of(), "run");
        await(home.resolve("run").resolve("pid"));
        Process second = start(Map.of(), "run");
        assertThat(ended(second)).isEqualTo(1);
        assertThat(said(second)).hasLineCount(1).contains(home.toString()).contains("pid " + first.pid());
        assertThat(first.isAlive()).isTrue();
    }

    /** As a service or in a container, where nobody sets a locale. */
    @Test
    void takesEveryNameWhateverTheLocale() throws Exception {
        start(Map.of("LC_ALL", "C"), "run");
        await(home.resolve("secrets").resolve("operator.token"));
        await(home.resolve("run").resolve("port"));
        Process client = startCommand(Map.of("LC_ALL", "C"), "bash", "-c",
                "exec \"$0\" tools invoke files.read path=workspace/Z$(printf '\\303\\274')rich.txt",
                script.toString());
        assertThat(ended(client)).isEqualTo(1);
        assertThat(said(client)).contains("there is no file or folder workspace/Z\u00fcrich.txt");
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        return startCommand(environment, command.toArray(String[]::new));
    }

    private Process startCommand(Map<String, String> environment, String... command) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("POSTERN_HOME", home.toString(), "POSTERN_PORT", "0",
                "POSTERN_STARTUP_CACHE", "off", "POSTERN_JAVA_OPTS", "-XX:TieredStopAtLevel=1"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        outputs.put(process, output);
        return process;
    }

    private String said(Process process) throws IOException {
        return Files.readString(Objects.requireNonNull(outputs.get(process)));
    }

    private static int ended(Process process) throws InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
        return process.exitValue();
    }

    /** Until the file holds a line. */
    private static void await(Path file) throws Exception {
        await(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        await(Duration.ofMinutes(5), condition);
    }

    private static void await(Duration patience, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("it came true in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
