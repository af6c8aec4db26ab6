// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AsyncAPI's own parser judges the document. It is a Node program: where there is no npm, this is skipped. */
class AsyncApiIT {
    private static final Path SCHEMAS = Shipped.ROOT.resolve("schemas");
    private static final Path TOOL = Path.of("target/asyncapi").toAbsolutePath();
    private static final String OPERATION = "gateway.ping";
    private static final Set<String> MESSAGES = Set.of(OPERATION, OPERATION + ".response");
    private static final Pattern SCHEMA = Pattern.compile("#/components/schemas/([^\"]+)");
    private static final List<Flaw> FLAWS = List.of(
            new Flaw("an-action-that-there-is-none-of.json", "\"action\":\"receive\"", "\"action\":\"listen\"",
                    "/action: "),
            new Flaw("a-message-that-is-not-there.json", "#/channels/gateway/messages/gateway.ping\"",
                    "#/channels/gateway/messages/none\"", "operations/gateway.ping/"),
            new Flaw("a-schema-that-is-not-there.json", "#/components/schemas/gateway.ping.result\"",
                    "#/components/schemas/none\"", "components/messages/gateway.ping.response/"),
            new Flaw("a-document-without-a-title.json", "\"title\":\"Postern gateway\",", "", "info: "));

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(run(Path.of("."), "npm", "--version").exit() == 0, "npm is installed");
        Files.createDirectories(TOOL);
        for (var file : new String[]{"package.json", "package-lock.json", ".npmrc", "validate.mjs"}) {
            Files.copy(SCHEMAS.resolve("asyncapi").resolve(file), TOOL.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        var installed = run(TOOL, "npm", "ci", "--ignore-scripts", "--prefer-offline");
        assertThat(installed.exit()).as(installed.out()).isZero();
    }

    @Test
    void takesOurDocument() throws Exception {
        var judged = judge(List.of(SCHEMAS.resolve("asyncapi.json")));
        assertThat(judged.out()).startsWith("asyncapi.json: valid: ");
        assertThat(judged.exit()).isZero();
    }

    /**
     * Each must be found by the parser, at its place: a tool that merely does not run would exit with 1 as well. One
     * operation's part of the document will do; the parser takes its time.
     */
    @Test
    void refusesEachBrokenOne(@TempDir Path folder) throws Exception {
        var text = part((JsonObject) JsonValue.parse(Files.readString(SCHEMAS.resolve("asyncapi.json")))).toString();
        var whole = judge(List.of(Files.writeString(folder.resolve("part.json"), text)));
        assertThat(whole.out()).startsWith("part.json: valid: 1 operations, 2 messages");
        var files = new ArrayList<Path>();
        for (var flaw : FLAWS) {
            assertThat(text).as("what is to be broken").contains(flaw.from);
            files.add(Files.writeString(folder.resolve(flaw.file), text.replace(flaw.from, flaw.to)));
        }
        var judged = judge(files);
        assertThat(judged.out()).doesNotContain(": valid: ");
        for (var flaw : FLAWS) {
            assertThat(judged.out().lines().filter(line -> line.startsWith(flaw.file + ": "))).as(flaw.file)
                    .anyMatch(line -> line.contains(flaw.where));
        }
        assertThat(judged.exit()).isEqualTo(1);
    }

    /** The document with one operation, its messages and what they refer to. */
    private static JsonObject part(JsonObject document) {
        var components = document.object("components").orElseThrow();
        var messages = only(MESSAGES, components.object("messages").orElseThrow());
        var schemas = components.object("schemas").orElseThrow();
        var wanted = new HashSet<String>();
        for (var open = refersTo(messages); wanted.addAll(open);) {
            open = refersTo(only(wanted, schemas));
        }
        var channels = document.object("channels").orElseThrow();
        var gateway = channels.object("gateway").orElseThrow();
        return document
                .with("operations", only(Set.of(OPERATION), document.object("operations").orElseThrow()))
                .with("channels", channels.with("gateway",
                        gateway.with("messages", only(MESSAGES, gateway.object("messages").orElseThrow()))))
                .with("components", components.with("messages", messages).with("schemas", only(wanted, schemas)));
    }

    private static Set<String> refersTo(JsonObject object) {
        return SCHEMA.matcher(object.toString()).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    private static JsonObject only(Set<String> names, JsonObject object) {
        var kept = JsonObject.builder();
        object.members().forEach((name, value) -> {
            if (names.contains(name)) {
                kept.put(name, value);
            }
        });
        return kept.build();
    }

    private static Ended judge(List<Path> files) throws Exception {
        var command = new ArrayList<>(List.of("node", "validate.mjs"));
        files.forEach(file -> command.add(file.toString()));
        return run(TOOL, command.toArray(String[]::new));
    }

    /** What is broken in a copy of our document, and where the parser must find it. */
    private record Flaw(String file, String from, String to, String where) {}

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
