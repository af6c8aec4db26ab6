// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import org.jspecify.annotations.Nullable;

/** A turn as the pipeline would show it. */
final class FakeTurn implements TurnView {
    static final String SEARCH = """
            {"type":"object","properties":{
              "path":{"type":"string","description":"where to look"},
              "query":{"type":"string","minLength":1},
              "limit":{"type":"integer","minimum":1,"maximum":100},
              "tags":{"type":"array","items":{"type":"string"},"maxItems":3},
              "opts":{"type":"object"},
              "any":{},
              "order":{"type":"string","enum":["name","size"]},
              "deep":{"type":"boolean"}},
             "required":["path","query"],"additionalProperties":false}""";

    private final List<Part> message;
    private final List<Step> steps = new ArrayList<>();
    private JsonObject metadata = JsonObject.EMPTY;
    private List<ToolDescriptor> tools = List.of(tool("files.search", SEARCH));
    private @Nullable JsonValue memo;

    private FakeTurn(String text, Origin origin) {
        message = List.of(new Part.Text(text, origin));
    }

    static FakeTurn quoting(String text) {
        return new FakeTurn(text, Origin.FOREIGN);
    }

    static FakeTurn saying(String text) {
        return new FakeTurn(text, Origin.PERSON);
    }

    FakeTurn remembering(JsonValue left) {
        memo = left;
        return this;
    }

    FakeTurn knowing(JsonObject surfaceMetadata) {
        metadata = surfaceMetadata;
        return this;
    }

    FakeTurn offering(String tool, String inputSchema) {
        tools = List.of(tool(tool, inputSchema));
        return this;
    }

    FakeTurn after(JsonValue note, Result... results) {
        steps.add(new Step(List.of(), List.of(results), note));
        return this;
    }

    @Override
    public String tenant() {
        return "default";
    }

    @Override
    public String session() {
        return "s_1";
    }

    @Override
    public String workspace() {
        return "default";
    }

    @Override
    public String instruction() {
        return "";
    }

    @Override
    public String turn() {
        return "t_1";
    }

    @Override
    public String surface() {
        return "gateway";
    }

    @Override
    public JsonObject surfaceMetadata() {
        return metadata;
    }

    @Override
    public List<Part> message() {
        return message;
    }

    @Override
    public List<Part> steering() {
        return List.of();
    }

    @Override
    public List<Part> steeringAfter(int taken) {
        return List.of();
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public Optional<JsonValue> memo() {
        return Optional.ofNullable(memo);
    }

    @Override
    public List<Exchange> history(int limit) {
        return List.of();
    }

    @Override
    public Map<String, String> models() {
        return Map.of();
    }

    @Override
    public JsonObject once(String kind, JsonObject request, Callable<JsonObject> work) throws Exception {
        return work.call();
    }

    @Override
    public JsonObject once(String kind, JsonObject request, Usage most, Metered work) throws Exception {
        return work.run(_ -> {});
    }

    @Override
    public List<ToolDescriptor> tools() {
        return tools;
    }

    private static ToolDescriptor tool(String name, String inputSchema) {
        return new ToolDescriptor(
                name,
                "1.0.0",
                "Searches.",
                Risk.LOW,
                List.of(),
                Duration.ofSeconds(1),
                true,
                1,
                Duration.ZERO,
                1,
                1000,
                List.of(),
                true,
                false,
                json(inputSchema),
                JsonObject.EMPTY,
                List.of());
    }

    static JsonObject json(String text) {
        try {
            return (JsonObject) JsonValue.parse(text);
        } catch (JsonFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public long seed() {
        return 1;
    }
}
