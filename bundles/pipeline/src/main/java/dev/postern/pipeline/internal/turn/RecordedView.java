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
import dev.postern.api.planner.Usage;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.session.Session;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.SteeringRecord;

/** A planner's view of a turn, made of what is recorded. Never changes; the next step gets another. */
record RecordedView(
        AcceptedTurn accepted,
        List<Step> steps,
        List<SteeringRecord> steered,
        Optional<JsonValue> memo,
        Instant now,
        long seed,
        Toolbox toolbox,
        Session row,
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
    public String workspace() {
        return row.workspace();
    }

    @Override
    public Map<String, String> models() {
        return row.settings().models();
    }

    @Override
    public String instruction() {
        return row.settings().instruction().orElse("");
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
        return steered.stream().flatMap(record -> record.parts().stream()).toList();
    }

    @Override
    public List<Part> steeringAfter(int taken) {
        return steered.stream().filter(record -> record.step() == taken + 1)
                .flatMap(record -> record.parts().stream()).toList();
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
    public JsonObject once(String kind, JsonObject request, Usage most, Metered work) throws Exception {
        return once.run(kind, request, most, work);
    }

    @Override
    public List<ToolDescriptor> tools() {
        return toolbox.descriptors();
    }
}
