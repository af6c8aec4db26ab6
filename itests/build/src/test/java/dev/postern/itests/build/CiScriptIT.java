// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script of the continuous build makes of a build, which here is a few lines of shell in Maven's place. */
class CiScriptIT {
    private static final String PASSING = """
            mkdir -p a/target/surefire-reports b/target/failsafe-reports
            echo '<testsuite name="A" tests="3" errors="0" skipped="1" failures="0">' \
                '<testcase name="x"><skipped message="no server"/></testcase></testsuite>' \
                > a/target/surefire-reports/TEST-A.xml
            echo '<testsuite name="B" tests="2" errors="0" skipped="0" failures="0"></testsuite>' \
                > b/target/failsafe-reports/TEST-B.xml
            """;
    private static final String FAILING = """
            echo '<testsuite name="C" tests="1" errors="0" skipped="0" failures="1"><testcase name="y">
            <failure message="it is not so"/></testcase></testsuite>' > a/target/surefire-reports/TEST-C.xml
            exit 1
            """;

    @TempDir
    Path folder;

    private Path checkout;

    @BeforeEach
    void checkOut() throws Exception {
        checkout = Files.createDirectories(folder.resolve("checkout"));
        Files.createDirectories(checkout.resolve(".ci"));
        for (String file : List.of(".ci/run", "postern", ".gitignore", "README.md")) {
            Files.copy(Shipped.ROOT.resolve(file), checkout.resolve(file));
        }
        for (String command : List.of("init -q", "add -A",
                "-c user.name=test -c user.email=test@localhost commit -q -m all")) {
            List<String> line = new ArrayList<>(List.of("git"));
            line.addAll(List.of(command.split(" ")));
            assertThat(run(line)).startsWith("exit 0");
        }
    }

    @Test
    void countsAllTestsInItsLastLine() throws Exception {
        assertThat(ci(PASSING)).startsWith("exit 0").contains("Skipped, times 1 no server").endsWith(
                "\n4 passed, 0 failed, 1 skipped\n");
    }

    @Test
    void failsWithABuildThatChangesATrackedFile() throws Exception {
        assertThat(ci(PASSING + "echo more >> README.md\n")).startsWith("exit 1").contains("changed tracked files",
                " M README.md", "+more").endsWith("\n4 passed, 0 failed, 1 skipped\n");
    }

    @Test
    void failsWithATestAndSaysWhich() throws Exception {
        assertThat(ci(PASSING + FAILING)).startsWith("exit 1").contains("TEST-C.xml", "it is not so").endsWith(
                "\n4 passed, 1 failed, 1 skipped\n");
    }

    @Test
    void failsWithoutTests() throws Exception {
        assertThat(ci("exit 0\n")).startsWith("exit 1").contains("No test was run.").endsWith(
                "\n0 passed, 0 failed, 0 skipped\n");
        assertThat(ci("exit 1\n")).startsWith("exit 1").endsWith("\n0 passed, 0 failed, 0 skipped\n");
    }

    private String ci(String build) throws Exception {
        Path tools = Files.createDirectories(folder.resolve("bin"));
        // whatever is missing on this machine stays so
        for (String tool : List.of("apt-get", "sudo")) {
            program(tools.resolve(tool), "exit 0\n");
        }
        program(tools.resolve("mvn"), build);
        return run(
                List.of("env", "PATH=" + tools + ":" + System.getenv("PATH"), checkout.resolve(".ci/run").toString()));
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** The exit code and then what was written. */
    private String run(List<String> command) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
        return "exit " + process.exitValue() + "\n" + Files.readString(output);
    }
}
