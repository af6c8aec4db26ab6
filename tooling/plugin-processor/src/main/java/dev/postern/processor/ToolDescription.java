// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** The descriptor of a tool. */
final class ToolDescription {
    private static final String TOOL = "dev.postern.api.tool.Tool";
    private static final String PREVIEWABLE = "dev.postern.api.tool.PreviewableTool";
    private static final int MAX_NAME = 64;

    private final ProcessingEnvironment environment;
    private final TypeElement component;
    private final Annotation definition;

    ToolDescription(ProcessingEnvironment environment, TypeElement component, Annotation definition) {
        this.environment = environment;
        this.component = component;
        this.definition = definition;
    }

    JsonObject write() throws Misuse {
        checkName(definition.text("name"));
        checkVersion(definition.text("version"));
        checkDescription(definition.text("description"));
        checkScopes(definition.texts("scopes"));
        checkNumber("timeoutMillis", 1, 3_600_000);
        checkNumber("maxAttempts", 1, 10);
        checkNumber("backoffMillis", 0, 3_600_000);
        checkNumber("maxConcurrent", 1, 1_024);
        checkNumber("maxOutputBytes", 1, 16 << 20);
        var records = TypeArguments.records(environment, component, TOOL);
        var inputSchema = RecordSchema.of(records.get(0), true);
        var outputSchema = RecordSchema.of(records.get(1), true);
        var redact = new RedactPointers(component, inputSchema, outputSchema)
                .of(definition.texts("redact"), records.get(0), records.get(1));
        return JsonObject.builder()
                .put("name", definition.text("name"))
                .put("version", definition.text("version"))
                .put("description", definition.text("description"))
                .put("risk", definition.constant("risk").toLowerCase(Locale.ROOT))
                .put("scopes", JsonArray.ofStrings(definition.texts("scopes")))
                .put("timeoutMillis", definition.number("timeoutMillis"))
                .put("idempotent", definition.flag("idempotent"))
                .put("maxAttempts", definition.number("maxAttempts"))
                .put("backoffMillis", definition.number("backoffMillis"))
                .put("maxConcurrent", definition.number("maxConcurrent"))
                .put("maxOutputBytes", definition.number("maxOutputBytes"))
                .put("redact", JsonArray.ofStrings(redact))
                .put("foreign", definition.flag("foreign"))
                .put("previewable", TypeArguments.implementing(environment, component, PREVIEWABLE))
                .put("component", name(component))
                .put("input", name(records.get(0)))
                .put("output", name(records.get(1)))
                .put("inputSchema", inputSchema)
                .put("outputSchema", outputSchema)
                .put("examples", examples(inputSchema))
                .build();
    }

    /** The binary name, by which the class can be loaded. */
    private String name(TypeElement type) {
        return environment.getElementUtils().getBinaryName(type).toString();
    }

    private JsonArray examples(JsonObject schema) throws Misuse {
        var examples = new ArrayList<JsonValue>();
        for (var text : definition.texts("examples")) {
            var example = Texts.json(component, "the example", text);
            new StructureCheck(component, "the example " + example, schema).check("", schema, example);
            examples.add(example);
        }
        return new JsonArray(examples);
    }

    private void checkName(String name) throws Misuse {
        if (!name.matches("[a-z0-9_]+(\\.[a-z0-9_]+)+")
                || name.contains("__")
                || name.replace(".", "__").length() > MAX_NAME) {
            throw new Misuse(
                    component,
                    "a tool's name is lower case words joined by dots, without __, at most 64 characters with each dot"
                            + " counted twice; this is " + name);
        }
    }

    private void checkVersion(String version) throws Misuse {
        if (!version.matches("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)")) {
            throw new Misuse(component, "a tool's version is major.minor.patch, and this is " + version);
        }
    }

    private void checkDescription(String description) throws Misuse {
        if (description.isBlank()) {
            throw new Misuse(component, "a tool's description says what it does, and this is empty");
        }
    }

    private void checkScopes(List<String> scopes) throws Misuse {
        for (var scope : scopes) {
            if (!scope.matches("[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*")) {
                throw new Misuse(component, "a scope is area:right, and this is " + scope);
            }
        }
    }

    private void checkNumber(String member, long min, long max) throws Misuse {
        long value = definition.number(member);
        if (value < min || value > max) {
            throw new Misuse(component, member + " is from " + min + " to " + max + ", and this is " + value);
        }
    }
}
