// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.message.Part;
import dev.postern.api.planner.TurnView;
import dev.postern.api.planner.Usage;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.model.ModelDesk;

/** An errand as exchanges see it: a turn of nobody's, which nobody watches, that calls no tools. */
record ErrandView(ModelDesk.Errand errand) implements TurnView {
    @Override
    public String tenant() {
        return errand.tenant();
    }

    @Override
    public String session() {
        return errand.session();
    }

    @Override
    public String workspace() {
        return "";
    }

    @Override
    public String turn() {
        return "errand of " + errand.session();
    }

    @Override
    public String surface() {
        return "";
    }

    @Override
    public JsonObject surfaceMetadata() {
        return JsonObject.EMPTY;
    }

    @Override
    public List<Part> message() {
        return List.of();
    }

    @Override
    public List<Part> steering() {
        return List.of();
    }

    @Override
    public List<Part> steeringAfter(int steps) {
        return List.of();
    }

    @Override
    public List<Step> steps() {
        return List.of();
    }

    @Override
    public Optional<JsonValue> memo() {
        return Optional.empty();
    }

    @Override
    public List<Exchange> history(int limit) {
        return List.of();
    }

    @Override
    public List<ToolDescriptor> tools() {
        return List.of();
    }

    @Override
    public String instruction() {
        return "";
    }

    @Override
    public Map<String, String> models() {
        return Map.of();
    }

    @Override
    public JsonObject once(String kind, JsonObject request, Callable<JsonObject> work) throws Exception {
        return once(kind, request, Usage.NONE, _ -> work.call());
    }

    @Override
    public JsonObject once(String kind, JsonObject request, Usage most, Metered work) throws Exception {
        return errand.recording().once(request, most, work);
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public long seed() {
        return 0;
    }
}
