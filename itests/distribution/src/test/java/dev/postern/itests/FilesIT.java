// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files stay below their roots. */
@ExtendWith(SharedGateway.class)
class FilesIT {
    static Stream<String> outside() {
        return Stream.of(
                "workspace/../secrets/operator.token",
                "workspace/sub/../../secrets/operator.token",
                "../secrets/operator.token",
                "workspace/..",
                "workspace/./../secrets",
                "/etc/passwd",
                "/etc",
                "etc/passwd",
                "//etc/passwd",
                "workspace//etc/passwd",
                "file:///etc/passwd",
                "~/.ssh",
                "workspace/link-out",
                "workspace/link-out/operator.token",
                "workspace/link-file",
                "workspace/link-root/etc/passwd",
                "workspace/link-twice/operator.token",
                "WORKSPACE/secret",
                "Workspace/link-file",
                "workspace\\..\\secrets\\operator.token",
                "workspace/%2e%2e/secrets/operator.token",
                "workspace/..\u0000/secrets",
                "workspace/\u0000/secrets",
                "\u0000",
                "workspace/link-file\u0000.txt",
                "workspace/\n/secrets",
                "workspace/" + "x".repeat(300),
                "workspace/" + "ü".repeat(200),
                "workspace/" + "x".repeat(4_090),
                "workspace/" + "x/".repeat(2_000) + "x",
                "workspace/" + "../".repeat(60) + "etc/passwd");
    }

    @ParameterizedTest
    @MethodSource("outside")
    void nothingOutsideIsReached(String path, Gateway gateway) throws Exception {
        var workspace = Files.createDirectories(gateway.home().resolve("workspace"));
        link(workspace, "link-out", "../secrets");
        link(workspace, "link-file", "../secrets/operator.token");
        link(workspace, "link-root", "/");
        link(workspace, "link-twice", "link-out");
        Files.writeString(workspace.resolve("note.txt"), "mine");
        try (var client = gateway.connect()) {
            for (var call : List.of(
                    call("files.read", path),
                    call("files.list", path),
                    call("files.search", path, JsonObject.of("query", "pst_")))) {
                var answer = client.request("tools.invoke", call, JsonObject.EMPTY);
                assertThat(WireClient.error(answer).text("message").orElse("")).as(answer.toString()).isNotBlank();
                assertThat(answer.toString()).doesNotContain(gateway.token()).doesNotContain("root:x");
            }
            // a preview shows what is there
            var write = call("files.write", path, JsonObject.of("content", "mine")).with("dryRun", JsonBoolean.TRUE);
            assertThat(client.request("tools.invoke", write, JsonObject.EMPTY).toString())
                    .doesNotContain(gateway.token())
                    .doesNotContain("root:x")
                    .doesNotContain("Changes");
            for (var change : List.of(
                    call("files.delete", path), move(path, "workspace/mine"), move("workspace/note.txt", path))) {
                var dry = change.with("dryRun", JsonBoolean.TRUE);
                assertThat(client.request("tools.invoke", dry, JsonObject.EMPTY).toString())
                        .containsAnyOf("it would fail: ", "at most 4096 characters")
                        .doesNotContain(gateway.token())
                        .doesNotContain("root:x");
            }
            client.call("gateway.ping", JsonObject.EMPTY);
        }
    }

    @Test
    void whatWouldGoIsShownAndStays(Gateway gateway) throws Exception {
        var folder = Files.createDirectories(gateway.home().resolve("workspace/stays"));
        Files.writeString(folder.resolve("a.txt"), "mine\n");
        try (var client = gateway.connect()) {
            for (var change : List.of(
                    call("files.delete", "workspace/stays/a.txt"),
                    move("workspace/stays/a.txt", "workspace/stays/b.txt"))) {
                var shown = client.call("tools.invoke", change.with("dryRun", JsonBoolean.TRUE));
                assertThat(shown.object("preview").orElseThrow().text("detail").orElseThrow())
                        .contains("file, 5 bytes", "SHA-256 ", "| mine");
                assertThat(shown.object("decision").orElseThrow().text("effect")).contains("hold");
            }
            assertThat(folder.resolve("a.txt")).hasContent("mine\n");
            assertThat(folder.resolve("b.txt")).doesNotExist();
        }
    }

    @Test
    void linksAreNotFollowedOnTheWayDown(Gateway gateway) throws Exception {
        var folder = Files.createDirectories(gateway.home().resolve("workspace/links"));
        link(folder, "out", "../../secrets");
        link(folder, "file", "../../secrets/operator.token");
        link(folder, "round", "../links");
        Files.writeString(folder.resolve("mine.txt"), "my pst_ token is none of yours\n");
        try (var client = gateway.connect()) {
            assertThat(client.call("tools.invoke", call("files.list", "workspace/links")).toString())
                    .contains("mine.txt")
                    .doesNotContain("operator.token");
            assertThat(client.call(
                    "tools.invoke", call("files.search", "workspace/links", JsonObject.of("query", "pst_")))
                    .toString())
                    .contains("none of yours")
                    .doesNotContain(gateway.token());
        }
    }

    @Test
    void aNameThatDiffersByCaseIsAnother(Gateway gateway) throws Exception {
        var folder = Files.createDirectories(gateway.home().resolve("workspace/Case"));
        Files.writeString(folder.resolve("Note.txt"), "capital");
        try (var client = gateway.connect()) {
            assertThat(client.call("tools.invoke", call("files.read", "workspace/Case/Note.txt")).toString())
                    .contains("capital");
            for (var path : List.of("workspace/Case/note.txt", "workspace/case/Note.txt", "workspace/CASE/NOTE.TXT")) {
                var error = WireClient.error(
                        client.request("tools.invoke", call("files.read", path), JsonObject.EMPTY));
                assertThat(error.text("message").orElse("")).contains("there is no file or folder " + path);
            }
        }
    }

    @Test
    void aPipeIsNoFile(Gateway gateway) throws Exception {
        var folder = Files.createDirectories(gateway.home().resolve("workspace/pipes"));
        var made = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).inheritIO().start();
        assertThat(made.waitFor()).isZero();
        try (var client = gateway.connect()) {
            // who opens it waits for a writer that never comes
            assertThat(client.refusal("tools.invoke", call("files.read", "workspace/pipes/pipe")))
                    .isNotEqualTo("timeout");
            client.call("tools.invoke", call("files.search", "workspace/pipes", JsonObject.of("query", "x")));
        }
    }

    @Test
    void listsAndSearchesBelowTheRoot(Gateway gateway) throws Exception {
        var folder = Files.createDirectories(gateway.home().resolve("workspace/search"));
        Files.writeString(folder.resolve("a.md"), "alpha\nthe needle is here\n");
        Files.writeString(folder.resolve("b.txt"), "nothing\n");
        try (var client = gateway.connect()) {
            var listed = client.call("tools.invoke", call("files.list", "workspace/search"));
            assertThat(listed.toString()).contains("a.md", "b.txt");
            var found = client.call(
                    "tools.invoke",
                    call(
                            "files.search",
                            "workspace/search",
                            JsonObject.builder().put("query", "ne+dle (is|was)").put("regex", true).build()));
            assertThat(found.toString()).contains("a.md", "the needle is here").doesNotContain("b.txt");
        }
    }

    @Test
    void readsOnFromWhereItStopped(Gateway gateway) throws Exception {
        var folder = Files.createDirectories(gateway.home().resolve("workspace/pieces"));
        Files.writeString(folder.resolve("signs.txt"), "a\u20acb\u20acc");
        try (var client = gateway.connect()) {
            var text = new StringBuilder();
            for (long next = 0; next >= 0;) {
                var piece = output(client.call("tools.invoke", read("workspace/pieces/signs.txt", next, 3)));
                text.append(piece.text("text").orElseThrow());
                next = piece.integer("next").orElse(-1L);
                assertThat(piece.bool("truncated")).contains(next >= 0);
            }
            assertThat(text.toString()).isEqualTo("a\u20acb\u20acc");
        }
    }

    private static JsonObject output(JsonObject answer) {
        return answer.object("output").orElseThrow(() -> new AssertionError(answer.toString()));
    }

    private static JsonObject read(String path, long offset, long limit) {
        return JsonObject.builder()
                .put("tool", "files.read")
                .put(
                        "input",
                        JsonObject.builder()
                                .put("path", path)
                                .put("offset", offset)
                                .put("limit", limit)
                                .build())
                .build();
    }

    private static JsonObject move(String from, String to) {
        return JsonObject.builder()
                .put("tool", "files.move")
                .put("input", JsonObject.builder().put("from", from).put("to", to).build())
                .build();
    }

    private static void link(java.nio.file.Path workspace, String name, String target) throws Exception {
        if (!Files.exists(workspace.resolve(name), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(workspace.resolve(name), java.nio.file.Path.of(target));
        }
    }

    private static JsonObject call(String tool, String path) {
        return call(tool, path, JsonObject.EMPTY);
    }

    private static JsonObject call(String tool, String path, JsonObject more) {
        return JsonObject.builder()
                .put("tool", tool)
                .put("input", JsonObject.builder().put("path", path).putAll(more).build())
                .build();
    }
}
