// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.turn;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.memory.Recollection;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.pipeline.internal.record.AcceptedTurn;

/** A planner's view of a turn, made of what is recorded. Never changes; the next step gets another. */
record RecordedView(
        AcceptedTurn accepted,
        List<Step> steps,
        Optional<JsonValue> memo,
        Instant now,
        long seed,
        Toolbox toolbox,
        Map<String, String> models,
        Once once,
        History past,
        StepMemory remembered) implements TurnView {

    @Override
    public String tenant() {
        return accepted.tenant();
    }

    @Override
    public String session() {
        return accepted.session();
    }

    @Override
    public String turn() {
        return accepted.id();
    }

    @Override
    public String surface() {
        return accepted.message().surface();
    }

    @Override
    public JsonObject surfaceMetadata() {
        return accepted.message().surfaceMetadata();
    }

    @Override
    public List<Part> message() {
        return accepted.message().parts();
    }

    @Override
    public List<Part> steering() {
        return List.of();
    }

    @Override
    public List<Exchange> history(int limit) {
        return past.newest(limit);
    }

    @Override
    public List<Exchange> history(int limit, String afterTurn) {
        return past.newest(limit, afterTurn);
    }

    @Override
    public List<Recollection> memory() {
        return remembered.read();
    }

    @Override
    public JsonObject once(String kind, JsonObject request, Callable<JsonObject> work) throws Exception {
        return once.run(kind, request, work);
    }

    @Override
    public List<ToolDescriptor> tools() {
        return toolbox.descriptors();
    }
}
