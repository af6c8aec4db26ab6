package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files stay below their roots. */
@ExtendWith(SharedGateway.class)
class FilesIT {
    @ParameterizedTest
    @ValueSource(strings = {
        "workspace/../secrets/operator.token",
        "workspace/sub/../../secrets/operator.token",
        "../secrets/operator.token",
        "/etc/passwd",
        "etc/passwd",
        "workspace//etc/passwd",
        "workspace/link-out/operator.token",
        "workspace/link-file",
        "WORKSPACE/secret",
        "workspace\\..\\secrets\\operator.token",
        "workspace/%2e%2e/secrets/operator.token",
        "workspace/\u0000/secrets"
    })
    void nothingOutsideIsRead(String path, Gateway gateway) throws Exception {
        var workspace = Files.createDirectories(gateway.home().resolve("workspace"));
        link(workspace, "link-out", "../secrets");
        link(workspace, "link-file", "../secrets/operator.token");
        try (var client = gateway.connect()) {
            var answer = client.request("tools.invoke", call("files.read", path), JsonObject.EMPTY);
            assertThat(answer.bool("ok")).contains(false);
            assertThat(answer.toString()).doesNotContain(gateway.token()).doesNotContain("root:");
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
                    JsonObject.builder()
                            .put("tool", "files.search")
                            .put(
                                    "input",
                                    JsonObject.builder()
                                            .put("path", "workspace/search")
                                            .put("query", "ne+dle (is|was)")
                                            .put("regex", true)
                                            .build())
                            .build());
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

    private static void link(java.nio.file.Path workspace, String name, String target) throws Exception {
        if (!Files.exists(workspace.resolve(name), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(workspace.resolve(name), java.nio.file.Path.of(target));
        }
    }

    private static JsonObject call(String tool, String path) {
        return JsonObject.builder()
                .put("tool", tool)
                .put("input", JsonObject.of("path", path))
                .build();
    }
}
