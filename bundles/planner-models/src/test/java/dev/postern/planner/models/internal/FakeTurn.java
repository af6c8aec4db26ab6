// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.memory.Recollection;
import dev.postern.api.message.Origin;
import dev.postern.api.message.Part;
import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolDescriptor;

/** A turn as the pipeline would show it. */
final class FakeTurn implements TurnView {
    final List<JsonObject> asked = new ArrayList<>();
    /** What was held for each exchange, and what those used that said so. */
    final List<Usage> held = new ArrayList<>();
    final List<Usage> used = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Exchange> history = new ArrayList<>();
    private final Map<Integer, List<Part>> steering = new TreeMap<>();
    private List<Part> message;
    private List<ToolDescriptor> tools = List.of(tool("time.now", false), tool("web.get", true));
    private Map<String, String> models = Map.of();
    private String instruction = "";
    private List<Recollection> memory = List.of();

    FakeTurn(String text, Origin origin) {
        message = List.of(new Part.Text(text, origin));
    }

    static FakeTurn saying(String text) {
        return new FakeTurn(text, Origin.PERSON);
    }

    FakeTurn routed(Map<String, String> to) {
        models = to;
        return this;
    }

    FakeTurn told(String text) {
        instruction = text;
        return this;
    }

    FakeTurn offering(ToolDescriptor... offered) {
        tools = List.of(offered);
        return this;
    }

    FakeTurn earlier(String said, String reply) {
        history.add(new Exchange(List.of(new Part.Text(said, Origin.PERSON)), reply));
        return this;
    }

    /** Somebody said something once so many steps were done. */
    FakeTurn steered(int taken, String... texts) {
        steering.put(taken, Stream.of(texts).<Part>map(text -> new Part.Text(text, Origin.PERSON)).toList());
        return this;
    }

    FakeTurn remembering(Recollection... memories) {
        memory = List.of(memories);
        return this;
    }

    /** After the decision's calls ended so. */
    FakeTurn after(Decision decision, Result... results) {
        var calls = (Decision.CallTools) decision;
        steps.add(new Step(calls.calls(), List.of(results), calls.note()));
        return this;
    }

    FakeTurn attaching(Part.Blob attached) {
        message = List.of(message.getFirst(), attached);
        return this;
    }

    static ToolDescriptor tool(String name, boolean foreign) {
        return new ToolDescriptor(name, "1.0.0", "Does " + name + ".", Risk.LOW, List.of(), Duration.ofSeconds(1), true,
                1, Duration.ZERO, 1, 1000, List.of(), foreign, false, json("{'type':'object'}"), JsonObject.EMPTY,
                List.of());
    }

    static JsonObject json(String text) {
        try {
            return (JsonObject) JsonValue.parse(text.replace('\'', '"'));
        } catch (JsonFormatException e) {
            throw new AssertionError(e);
        }
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
        return "lab";
    }

    @Override
    public String instruction() {
        return instruction;
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
        return JsonObject.EMPTY;
    }

    @Override
    public List<Part> message() {
        return message;
    }

    @Override
    public List<Part> steering() {
        return steering.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public List<Part> steeringAfter(int taken) {
        return steering.getOrDefault(taken, List.of());
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public Optional<JsonValue> memo() {
        return Optional.empty();
    }

    @Override
    public List<Exchange> history(int limit) {
        return history.subList(Math.max(0, history.size() - limit), history.size());
    }

    /** Turns are called {@code t_1}, {@code t_2} and so on. */
    @Override
    public List<Exchange> history(int limit, String afterTurn) {
        int covered = afterTurn.isEmpty() ? 0 : Integer.parseInt(afterTurn.substring(2));
        return history.subList(Math.max(covered, history.size() - limit), history.size());
    }

    @Override
    public List<Recollection> memory() {
        return memory;
    }

    @Override
    public List<ToolDescriptor> tools() {
        return tools;
    }

    @Override
    public Map<String, String> models() {
        return models;
    }

    @Override
    public JsonObject once(String kind, JsonObject request, Callable<JsonObject> work) throws Exception {
        asked.add(request);
        return work.call();
    }

    @Override
    public JsonObject once(String kind, JsonObject request, Usage most, Metered work) throws Exception {
        held.add(most);
        return once(kind, request, () -> work.run(used::add));
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
