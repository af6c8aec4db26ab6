// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Schema;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the processor wrote while this bundle was compiled, as the gateway uses it. */
class DescriptorsTest {
    private final StrictJson json = new StrictJson();

    @ParameterizedTest
    @CsvSource({"web.get, low, true", "web.request, medium, false"})
    void saysWhatTheToolsCanDo(String tool, String risk, boolean idempotent) throws Exception {
        var descriptor = descriptor(tool);
        var schema = json.schema(descriptor.object("inputSchema").orElseThrow());
        assertThat(descriptor.array("examples").orElseThrow().values())
                .isNotEmpty()
                .allSatisfy(example -> assertThat(schema.validate(example)).isEmpty());
        json.schema(descriptor.object("outputSchema").orElseThrow());
        assertThat(descriptor.text("risk")).contains(risk);
        assertThat(descriptor.bool("idempotent")).contains(idempotent);
        assertThat(descriptor.bool("foreign")).contains(true);
        assertThat(descriptor.bool("previewable")).contains(true);
    }

    @Test
    void absentInputsGetTheirDefaults() throws Exception {
        var schema = schema("web.get");
        var input = schema.withDefaults(JsonObject.of("url", "https://example.org/"));
        assertThat(json.read(input, WebGet.Input.class))
                .isEqualTo(new WebGet.Input("https://example.org/", Map.of(), Map.of(), 50_000, 50, 20));
        var request = schema("web.request").withDefaults(
                JsonObject.builder().put("method", "POST").put("url", "https://example.org/").build());
        assertThat(json.read(request, WebRequest.Input.class)).isEqualTo(new WebRequest.Input("POST",
                "https://example.org/", Map.of(), Map.of(), Map.of(), Optional.empty(), Optional.empty(), 50_000, 20));
    }

    @Test
    void takesNoOtherMethods() throws Exception {
        for (var method : new String[]{"GET", "post", "TRACE", "POST "}) {
            assertThat(schema("web.request").validate(
                    JsonObject.builder().put("method", method).put("url", "https://example.org/").build()))
                    .isNotEmpty();
        }
    }

    @Test
    void secretHeadersAreRedacted() throws Exception {
        assertThat(descriptor("web.request").array("redact").orElseThrow().strings())
                .contains("/input/secretHeaders", "/input/headers/Authorization");
    }

    private Schema schema(String tool) throws Exception {
        return json.schema(descriptor(tool).object("inputSchema").orElseThrow());
    }

    private JsonObject descriptor(String tool) throws Exception {
        try (var file = getClass().getResourceAsStream("/POSTERN-INF/tools/" + tool + "-1.0.0.json")) {
            assertThat(file).isNotNull();
            return (JsonObject) json.parse(file.readAllBytes());
        }
    }
}
