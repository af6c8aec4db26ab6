// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script in a fresh clone: it builds what is not built, shows that it does, and builds nothing twice. What it builds is
 * what the build that runs this test made, byte for byte.
 */
class CloneIT {
    /** What the script and Maven call; everything but Maven itself. */
    private static final List<String> TOOLS = List.of("bash", "readlink", "dirname", "awk", "grep", "tee", "head",
            "cat", "mkdir", "uname");

    @TempDir
    Path folder;

    private Path clone;

    @BeforeEach
    void copy() throws Exception {
        clone = SourceTree.copyTo(folder.resolve("clone")).root();
    }

    @Test
    void saysInOneLineThatItNeedsMaven() throws Exception {
        Path tools = Files.createDirectory(folder.resolve("bin"));
        for (String tool : TOOLS) {
            Path real = Path.of("/usr/bin", tool);
            if (Files.exists(real)) {
                Path call = Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
                assertThat(call.toFile().setExecutable(true)).isTrue();
            }
        }
        Path output = folder.resolve("no-maven.txt");
        Process build = start(output, Map.of("PATH", tools.toString()), "build");
        assertThat(build.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(build.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output)).hasLineCount(1).contains("needs Apache Maven", "install");
    }

    @Test
    void runsAndBuildsOnce() throws Exception {
        Path first = folder.resolve("first.txt");
        Process gateway = start(first, Map.of(), "run");
        awaitListening(first, gateway);
        assertThat(Files.readString(first)).contains("Building (log: target/build.log").containsPattern(
                "\\[1/[0-9]+] +Postern");
        end(gateway);
        Path second = folder.resolve("second.txt");
        gateway = start(second, Map.of(), "run");
        awaitListening(second, gateway);
        assertThat(Files.readString(second)).doesNotContain("Building").hasLineCount(3);
        end(gateway);
        sameBytesAsShipped();
    }

    private void sameBytesAsShipped() throws IOException {
        Path shipped = Shipped.distribution();
        String archive = shipped.getFileName() + ".tar.gz";
        Path built = clone.resolve(Shipped.ROOT.relativize(shipped));
        for (Shipped jar : Shipped.everything()) {
            assertThat(built.resolve(shipped.relativize(jar.jar()))).hasSameBinaryContentAs(jar.jar());
        }
        assertThat(built.resolveSibling(archive)).hasSameBinaryContentAs(shipped.resolveSibling(archive));
    }

    private Process start(Path output, Map<String, String> environment, String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(clone.resolve("postern").toString(), command)
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("POSTERN_HOME", folder.resolve("home").toString(), "POSTERN_PORT", "0",
                "POSTERN_STARTUP_CACHE", "off", "MAVEN_OPTS",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo")));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void awaitListening(Path output, Process gateway) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(40);
        while (!Files.readString(output).contains("Ctrl-C")) {
            assertThat(gateway.isAlive()).as("it runs: %s", Files.readString(output)).isTrue();
            assertThat(System.nanoTime()).as("it listens in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void end(Process gateway) throws InterruptedException {
        gateway.destroy();
        assertThat(gateway.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(gateway.exitValue()).isZero();
    }
}
