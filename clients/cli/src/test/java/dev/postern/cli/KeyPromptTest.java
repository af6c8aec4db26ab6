// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At a terminal, which {@code script} of util-linux makes. */
class KeyPromptTest {
    private static final String KEY = "sk-canary-4711";
    private static final String PROMPT = "(is not shown): ";

    @TempDir
    Path home;

    @Test
    void theKeyIsNotShown() throws Exception {
        try (var endpoint = new FakeEndpoint()) {
            var said = typed("model add --url " + endpoint.url() + " --name far --key");
            assertThat(said).contains("Key of " + endpoint.url(), "far/m").doesNotContain(KEY);
            assertThat(endpoint.keys).containsOnly("Bearer " + KEY);
            assertThat(home.resolve("secrets/far.key")).hasContent(KEY);
        }
    }

    @Test
    void whereItWouldBeShownItIsNotAskedFor() throws Exception {
        try (var endpoint = new FakeEndpoint()) {
            var said = typed("model add --url " + endpoint.url() + " --key | cat");
            assertThat(said).contains("the key would be shown").doesNotContain(PROMPT);
            assertThat(endpoint.keys).isEmpty();
        }
    }

    /** What the terminal shows of a command, to whose question the key is typed. */
    private String typed(String line) throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.exists(Path.of(path, "script"))),
                "no script of util-linux here: nothing makes a terminal");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var program = new ProcessBuilder("script", "-qec",
                java + " -cp '" + System.getProperty("java.class.path") + "' "
                        + Main.class.getName() + " " + line,
                "/dev/null").redirectErrorStream(true);
        program.environment().put("POSTERN_HOME", home.toString());
        var process = program.start();
        try {
            return CompletableFuture.supplyAsync(() -> talk(process)).get(60, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String talk(Process process) {
        try {
            var said = new StringBuilder();
            boolean asked = false;
            for (int read = process.getInputStream().read(); read >= 0; read = process.getInputStream().read()) {
                said.append((char) read);
                if (!asked && said.toString().endsWith(PROMPT)) {
                    asked = true;
                    process.getOutputStream().write((KEY + "\n").getBytes(StandardCharsets.UTF_8));
                    process.getOutputStream().flush();
                }
            }
            return said.toString();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
