// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.TypeElement;

import dev.postern.api.json.JsonObject;

/** What a tool's descriptor says to redact: what its definition names, and what its records mark as secret. */
final class RedactPointers {
    private static final String INPUT = "/input";
    private static final String OUTPUT = "/output";

    private final TypeElement component;
    private final JsonObject inputSchema;
    private final JsonObject outputSchema;

    RedactPointers(TypeElement component, JsonObject inputSchema, JsonObject outputSchema) {
        this.component = component;
        this.inputSchema = inputSchema;
        this.outputSchema = outputSchema;
    }

    List<String> of(List<String> named, TypeElement input, TypeElement output) throws Misuse {
        var pointers = new ArrayList<String>();
        for (var pointer : named) {
            check(pointer);
            pointers.add(pointer);
        }
        SecretPaths.of(input).forEach(path -> pointers.add(INPUT + path));
        SecretPaths.of(output).forEach(path -> pointers.add(OUTPUT + path));
        return pointers.stream().distinct().toList();
    }

    /** A pointer with a spelling mistake would redact nothing, and nobody would see it. */
    private void check(String pointer) throws Misuse {
        boolean leads = pointer.startsWith(INPUT + "/")
                ? leads(inputSchema, pointer.substring(INPUT.length() + 1))
                : pointer.startsWith(OUTPUT + "/") && leads(outputSchema, pointer.substring(OUTPUT.length() + 1));
        if (!leads) {
            throw new Misuse(
                    component,
                    "a redaction pointer begins with /input/ or /output/ and leads to a member, * for any: " + pointer);
        }
    }

    private static boolean leads(JsonObject document, String steps) {
        var schema = Optional.of(document);
        for (var step : steps.split("/", -1)) {
            if (schema.isEmpty()) {
                return false;
            }
            schema = step(StructureCheck.resolve(document, schema.get()), step.replace("~1", "/").replace("~0", "~"));
        }
        return schema.isPresent();
    }

    private static Optional<JsonObject> step(JsonObject schema, String step) {
        var properties = schema.object("properties");
        if (properties.isPresent()) {
            return properties.get().object(step);
        }
        return switch (schema.text("type").orElse("")) {
            // nothing is known of what is in an object or array of any kind
            case "" -> Optional.of(JsonObject.EMPTY);
            case "object" -> schema.object("additionalProperties").or(() -> Optional.of(JsonObject.EMPTY));
            case "array" ->
                step.matches("\\*|0|[1-9]\\d*")
                        ? schema.object("items").or(() -> Optional.of(JsonObject.EMPTY))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
