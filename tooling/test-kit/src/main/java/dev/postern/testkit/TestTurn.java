// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import dev.postern.api.tool.ToolDescriptor;

/**
 * A turn as the pipeline shows it to planners, at one step; never changes. What costs is done each time, so that a test's own
 * model answers.
 *
 * @param message what was said
 * @param steps what was decided and came of it
 * @param tools what may be called
 * @param surfaceMetadata what the surface knows of the message
 * @param memo what an earlier question left
 * @param history earlier turns, the newest last
 */
public record TestTurn(
        List<Part> message,
        List<Step> steps,
        List<ToolDescriptor> tools,
        JsonObject surfaceMetadata,
        Optional<JsonValue> memo,
        List<Exchange> history) implements TurnView {

    /** Copies the lists. */
    public TestTurn {
        message = List.copyOf(message);
        steps = List.copyOf(steps);
        tools = List.copyOf(tools);
        history = List.copyOf(history);
    }

    /** Begins with what a person said. */
    public static TestTurn saying(String text) {
        return new TestTurn(List.of(new Part.Text(text, Origin.PERSON)), List.of(), List.of(), JsonObject.EMPTY,
                Optional.empty(), List.of());
    }

    /** With these tools. */
    public TestTurn offering(ToolDescriptor... offered) {
        return new TestTurn(message, steps, List.of(offered), surfaceMetadata, memo, history);
    }

    /** One step on: these calls were decided on, and that is what came of them. */
    public TestTurn after(dev.postern.api.planner.Decision.CallTools decided, Result... results) {
        var more = new java.util.ArrayList<>(steps);
        more.add(new Step(decided.calls(), List.of(results), decided.note()));
        return new TestTurn(message, more, tools, surfaceMetadata, memo, history);
    }

    /** Knowing that of its message. */
    public TestTurn knowing(JsonObject metadata) {
        return new TestTurn(message, steps, tools, metadata, memo, history);
    }

    /** With what an earlier question left. */
    public TestTurn remembering(JsonValue left) {
        return new TestTurn(message, steps, tools, surfaceMetadata,
                left instanceof JsonNull ? Optional.empty() : Optional.of(left), history);
    }

    TestTurn again() {
        return new TestTurn(message, steps, tools, surfaceMetadata, memo, history);
    }

    @Override
    public String tenant() {
        return "default";
    }

    @Override
    public String session() {
        return "s_test";
    }

    @Override
    public String workspace() {
        return "default";
    }

    @Override
    public String turn() {
        return "t_test";
    }

    @Override
    public String surface() {
        return "gateway";
    }

    @Override
    public String instruction() {
        return "";
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
    public List<Exchange> history(int limit) {
        return history.subList(Math.max(0, history.size() - limit), history.size());
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
        return work.run(used -> {});
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-01-01T00:00:00Z");
    }

    @Override
    public long seed() {
        return 1;
    }
}
