// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Schema;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the processor wrote while this bundle was compiled, as the gateway uses it. */
class DescriptorsTest {
    private final StrictJson json = new StrictJson();

    @ParameterizedTest
    @ValueSource(strings = {"files.list", "files.read", "files.search", "files.write", "files.move", "files.delete"})
    void examplesFitTheirSchema(String tool) throws Exception {
        var descriptor = descriptor(tool);
        var schema = json.schema(descriptor.object("inputSchema").orElseThrow());
        assertThat(descriptor.array("examples").orElseThrow().values())
                .isNotEmpty()
                .allSatisfy(example -> assertThat(schema.validate(example)).isEmpty());
        json.schema(descriptor.object("outputSchema").orElseThrow());
    }

    @Test
    void absentInputsGetTheirDefaults() throws Exception {
        var search = descriptor("files.search");
        var input = json.schema(search.object("inputSchema").orElseThrow())
                .withDefaults(JsonObject.builder().put("path", "workspace").put("query", "x").build());
        assertThat(json.read(input, SearchFiles.Input.class))
                .isEqualTo(new SearchFiles.Input("workspace", "x", false, Optional.empty(), false, 100, 1_048_576));
    }

    @Test
    void outputsFitTheirSchema(@TempDir Path home) throws Exception {
        var context = new Workspace(home).context();
        assertFits(
                "files.write",
                new WriteFile().call(new WriteFile.Input("workspace/a.txt", "x\n", true, Optional.empty()), context));
        assertFits("files.list", new ListFolder().call(new ListFolder.Input(Optional.of("workspace"), 9), context));
        assertFits("files.list", new ListFolder().call(new ListFolder.Input(Optional.empty(), 9), context));
        assertFits("files.read", new ReadFile().call(new ReadFile.Input("workspace/a.txt", 0, 1), context));
        assertFits(
                "files.search",
                new SearchFiles()
                        .call(
                                new SearchFiles.Input(
                                        "workspace", "x", false, Optional.empty(), false, 9, 9),
                                context));
        assertFits("files.move", new MoveFile()
                .call(new MoveFile.Input("workspace/a.txt", "workspace/b.txt", Optional.empty()), context));
        assertFits("files.delete",
                new DeleteFile().call(new DeleteFile.Input("workspace/b.txt", Optional.empty()), context));
    }

    /** Who may run what again, and who must be asked how. */
    @Test
    void declaresWhatItIs() throws Exception {
        for (var tool : List.of("files.list", "files.read", "files.search")) {
            assertThat(descriptor(tool).text("risk")).contains("low");
            assertThat(descriptor(tool).bool("idempotent")).contains(true);
        }
        assertThat(descriptor("files.write").text("risk")).contains("medium");
        assertThat(descriptor("files.write").bool("idempotent")).contains(true);
        for (var tool : List.of("files.move", "files.delete")) {
            assertThat(descriptor(tool).text("risk")).contains("high");
            assertThat(descriptor(tool).bool("idempotent")).contains(false);
        }
        for (var tool : List.of("files.write", "files.move", "files.delete")) {
            assertThat(descriptor(tool).bool("previewable")).contains(true);
        }
    }

    private void assertFits(String tool, Record output) throws Exception {
        Schema schema = json.schema(descriptor(tool).object("outputSchema").orElseThrow());
        assertThat(schema.validate(json.write(output))).isEmpty();
    }

    private JsonObject descriptor(String tool) throws Exception {
        try (var in = getClass().getResourceAsStream("/POSTERN-INF/tools/" + tool + "-1.0.0.json")) {
            return (JsonObject) json.parse(in.readAllBytes());
        }
    }
}
