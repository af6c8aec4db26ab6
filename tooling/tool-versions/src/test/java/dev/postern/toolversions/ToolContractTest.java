// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits of one descriptor, each with the step that a reader of both would ask for; as JSON Merge Patches (RFC 7396). */
class ToolContractTest {
    static Stream<Arguments> edits() throws Exception {
        return ((JsonArray) read("edits.json")).values().stream().map(JsonObject.class::cast)
                .map(edit -> Arguments.of(edit.text("edit").orElseThrow(),
                        Step.valueOf(edit.text("needs").orElseThrow().toUpperCase(Locale.ROOT)),
                        edit.object("patch").orElseThrow()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("edits")
    void asksForTheStepThatTheEditIs(String edit, Step needs, JsonObject patch) throws Exception {
        var before = (JsonObject) read("before.json");
        var changes = ToolContract.compare(before, (JsonObject) patched(before, patch));
        assertThat(ToolContract.needs(changes)).as("%s: %s", edit, changes).isEqualTo(needs);
        assertThat(changes).allSatisfy(change -> assertThat(change.pointer()).startsWith("/"));
    }

    @Test
    void theCorpusIsLargeAndHasEachStepOften() throws Exception {
        assertThat(edits()).hasSizeGreaterThanOrEqualTo(60);
        for (var step : new Step[]{Step.PATCH, Step.MINOR, Step.MAJOR}) {
            assertThat(edits().filter(edit -> edit.get()[1] == step).count()).as("%s", step).isGreaterThan(8);
        }
    }

    @Test
    void saysWhereAndWhat() throws Exception {
        var before = (JsonObject) read("before.json");
        var patch = (JsonObject) JsonValue.parse(
                "{\"risk\": \"high\", \"inputSchema\": {\"properties\": {\"limit\": {\"maximum\": 50}}}}");
        assertThat(ToolContract.compare(before, (JsonObject) patched(before, patch)).toString())
                .contains("/inputSchema/properties/limit takes less: at most 50", "/risk rises from medium to high");
    }

    @Test
    void alternativesWithinAlternativesEnd() throws Exception {
        var schema = nested(9, "integer");
        var before = JsonObject.builder().put("inputSchema", schema).build();
        var after = JsonObject.builder().put("inputSchema", nested(9, "string")).build();
        assertThat(ToolContract.needs(ToolContract.compare(before, after))).isEqualTo(Step.MAJOR);
    }

    private static JsonObject nested(int depth, String type) {
        if (depth == 0) {
            return JsonObject.of("type", type);
        }
        var branches = new JsonValue[8];
        for (int i = 0; i < branches.length; i++) {
            branches[i] = nested(i == 0 ? depth - 1 : Math.min(depth - 1, 2), type).with("title",
                    new JsonString("b" + i));
        }
        return JsonObject.builder().put("anyOf", JsonArray.of(branches)).build();
    }

    private static JsonValue patched(JsonValue target, JsonValue patch) {
        if (!(patch instanceof JsonObject edits)) {
            return patch;
        }
        var members = new LinkedHashMap<>(
                target instanceof JsonObject object ? object.members() : Map.<String, JsonValue>of());
        edits.members().forEach((name, value) -> {
            if (value == JsonNull.NULL) {
                members.remove(name);
            } else {
                members.put(name, patched(members.getOrDefault(name, JsonNull.NULL), value));
            }
        });
        return new JsonObject(members);
    }

    private static JsonValue read(String resource) throws Exception {
        try (var in = ToolContractTest.class.getResourceAsStream(resource)) {
            return JsonValue.parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
