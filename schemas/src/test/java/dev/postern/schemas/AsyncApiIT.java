// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AsyncAPI's own parser judges the document. It is a Node program: where there is no npm, this is skipped. */
class AsyncApiIT {
    private static final Path TOOL = Path.of("target/asyncapi").toAbsolutePath();

    @TempDir
    Path folder;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(run(Path.of("."), "npm", "--version").exit() == 0, "npm is installed");
        Files.createDirectories(TOOL);
        for (var file : new String[]{"package.json", "package-lock.json", ".npmrc", "validate.mjs"}) {
            Files.copy(Folder.SCHEMAS.resolve("asyncapi").resolve(file), TOOL.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        var installed = run(TOOL, "npm", "ci", "--ignore-scripts", "--prefer-offline");
        assertThat(installed.exit()).as(installed.out()).isZero();
    }

    @Test
    void takesOurDocument() throws Exception {
        var judged = run(TOOL, "node", "validate.mjs", Folder.SCHEMAS.resolve("asyncapi.json").toString());
        assertThat(judged.out()).startsWith("valid: ");
        assertThat(judged.exit()).isZero();
    }

    /** Each must be found by the parser, at its place: a tool that merely does not run would exit with 1 as well. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "an action that there is none of | \"action\": \"receive\" | \"action\": \"listen\" | /action: ",
        "a message that is not there | #/channels/gateway/messages/gateway.ping\" | #/channels/gateway/messages/none\" | operations/gateway.ping/",
        "a schema that is not there | #/components/schemas/gateway.ping.result\" | #/components/schemas/none\" | components/messages/gateway.ping.response/",
        "a document without a title | \"title\": \"Postern gateway\", | | info: "
    })
    void refusesABrokenOne(String what, String from, @Nullable String to, String where) throws Exception {
        var text = Files.readString(Folder.SCHEMAS.resolve("asyncapi.json"));
        assertThat(text).as("what is to be broken").contains(from);
        var broken = folder.resolve("broken.json");
        Files.writeString(broken, text.replace(from, Objects.requireNonNullElse(to, "")));
        var judged = run(TOOL, "node", "validate.mjs", broken.toString());
        assertThat(judged.out()).as(what).contains(where).doesNotContain("valid: ");
        assertThat(judged.exit()).as(what).isEqualTo(1);
    }

    private record Ended(int exit, String out) {}

    private static Ended run(Path in, String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ended(127, String.valueOf(e.getMessage()));
        }
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), out);
    }
}
