package dev.postern.planner.rules.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** A turn as the pipeline would show it. */
final class FakeTurn implements TurnView {
    private final List<Part> message;
    private final List<Step> steps = new ArrayList<>();
    private JsonObject metadata = JsonObject.EMPTY;
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
    public List<ToolDescriptor> tools() {
        try {
            var schema = (JsonObject) new StrictJson()
                    .parse(
                            """
                            {"type":"object","properties":{
                              "path":{"type":"string","description":"where to look"},
                              "query":{"type":"string","minLength":1},
                              "limit":{"type":"integer","minimum":1,"maximum":100},
                              "tags":{"type":"array","items":{"type":"string"}},
                              "deep":{"type":"boolean"}},
                             "required":["path","query"],"additionalProperties":false}""");
            return List.of(new ToolDescriptor(
                    "files.search",
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
                    schema,
                    JsonObject.EMPTY,
                    List.of()));
        } catch (Exception e) {
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
