// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;

/** A tool whose major version its description gives; each major takes another member and no other. */
public final class Greets implements DescribedTool {
    private volatile String version = "";

    /** Called with the component's properties. */
    public void activate(Map<String, Object> properties) {
        version = String.valueOf(properties.get("version"));
    }

    private String member() {
        return version.startsWith("1.") ? "name" : "whom";
    }

    @Override
    public ToolDescriptor descriptor() {
        var text = JsonObject.of("type", "string");
        var input = JsonObject.builder().put("type", "object")
                .put("properties", JsonObject.builder().put(member(), text).build())
                .put("required", JsonArray.ofStrings(List.of(member()))).put("additionalProperties", false).build();
        return new ToolDescriptor(
                "letters.greet", version, "Greets.", Risk.LOW, List.of(), Duration.ofSeconds(5), true, 1,
                Duration.ofSeconds(1), 8, 1_024, List.of(), false, false, input, JsonObject.of("type", "object"),
                List.of());
    }

    @Override
    public JsonObject call(JsonObject input, ToolContext context) {
        JsonValue whom = input.members().get(member());
        return JsonObject.of("greeting", version + " greets " + whom);
    }
}
