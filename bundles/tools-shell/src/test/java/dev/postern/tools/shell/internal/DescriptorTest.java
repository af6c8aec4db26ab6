// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the processor wrote while this bundle was compiled, as the gateway uses it. */
class DescriptorTest {
    private final StrictJson json = new StrictJson();

    @Test
    void isOfHighRiskAndNeverRunTwice() throws Exception {
        assertThat(descriptor().text("risk")).contains("high");
        assertThat(descriptor().bool("idempotent")).contains(false);
        assertThat(descriptor().integer("maxAttempts")).contains(1L);
        assertThat(descriptor().bool("previewable")).contains(true);
    }

    @Test
    void examplesFitTheSchemaAndAbsentInputsGetTheirDefaults() throws Exception {
        var schema = json.schema(descriptor().object("inputSchema").orElseThrow());
        assertThat(descriptor().array("examples").orElseThrow().values()).isNotEmpty()
                .allSatisfy(example -> assertThat(schema.validate(example)).isEmpty());
        var input = schema.withDefaults(
                JsonObject.builder().put("program", "true").put("folder", "workspace").build());
        assertThat(json.read(input, ShellRun.Input.class)).isEqualTo(
                new ShellRun.Input("true", List.of(), "workspace", Optional.empty(), Optional.empty()));
    }

    @Test
    void theLargestOutputFits(@TempDir Path home) throws Exception {
        var shell = new ShellRun(List.of(Calling.program("sh", Map.of("program", "sh", "arguments",
                new String[]{"-c", "**"}))));
        try (var calling = Calling.of(home)) {
            var output = json.write(shell.call(
                    Calling.input("sh", "-c", "head -c 100000 /dev/zero & head -c 100000 /dev/zero >&2; wait; kill $$"),
                    calling.context()));
            assertThat(json.schema(descriptor().object("outputSchema").orElseThrow()).validate(output)).isEmpty();
            assertThat(output.toString().length()).isBetween(700_000, descriptor().integer("maxOutputBytes")
                    .orElseThrow().intValue());
            assertThat(((JsonObject) output).integer("signal")).contains(15L);
        }
    }

    private JsonObject descriptor() throws Exception {
        try (var in = getClass().getResourceAsStream("/POSTERN-INF/tools/shell.run-1.0.0.json")) {
            return (JsonObject) json.parse(in.readAllBytes());
        }
    }
}
