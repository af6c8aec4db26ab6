package org.example.parts;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.DescribedTool;
import dev.postern.api.tool.Risk;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.api.tool.ToolException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A tool whose schema follows from what is known at run time: here a table, elsewhere what another server lists. */
@Component
public final class Convert implements DescribedTool {
    private final Map<String, Double> metres = new TreeMap<>(Map.of("metre", 1.0, "foot", 0.3048, "mile", 1609.344));
    private final ToolDescriptor descriptor = describe();

    /** Made by Declarative Services. */
    @Activate
    public Convert() {}

    @Override
    public ToolDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public JsonObject call(JsonObject input, ToolContext context) throws ToolException {
        var result = number(input) * unit(input, "from") / unit(input, "to");
        return JsonObject.builder().put("result", new JsonNumber(result)).build();
    }

    private static double number(JsonObject input) {
        return input.get("value").map(JsonNumber.class::cast).orElseThrow().value();
    }

    private double unit(JsonObject input, String member) throws ToolException {
        var name = input.text(member).orElse("");
        var unit = metres.get(name);
        if (unit == null) {
            throw new ToolException("not_found", "there is no unit " + name + "; there are " + metres.keySet());
        }
        return unit;
    }

    private ToolDescriptor describe() {
        var unit = JsonObject.builder().put("enum", JsonArray.ofStrings(List.copyOf(metres.keySet()))).build();
        var number = JsonObject.of("type", "number");
        var input = object(JsonObject.builder().put("value", number).put("from", unit).put("to", unit).build());
        var example = JsonObject.builder().put("value", 3).put("from", "foot").put("to", "metre").build();
        return new ToolDescriptor("parts.convert", "1.0.0", "Converts lengths.", Risk.LOW, List.of(),
                Duration.ofSeconds(5), true, 1, Duration.ZERO, 16, 1_000, List.of(), false, false, input,
                object(JsonObject.builder().put("result", number).build()), List.of(example));
    }

    private static JsonObject object(JsonObject properties) {
        return JsonObject.builder().put("type", "object").put("properties", properties)
                .put("required", JsonArray.ofStrings(List.copyOf(properties.members().keySet())))
                .put("additionalProperties", false).build();
    }
}
