// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolDescriptor;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Nesting;
import dev.postern.core.json.Schema;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Something of a tool's that is run with an input.
 *
 * @param descriptor the tool's
 * @param code what is run
 * @param write what it returns, as JSON that its schema is held against; null for what has no schema
 */
record Subject<O>(ToolDescriptor descriptor, Code<O> code, @Nullable Write<O> write) {
    private static final StrictJson JSON = new StrictJson();
    /** To compile one takes longer than most calls. */
    private static final Map<JsonObject, Schema> COMPILED = new ConcurrentHashMap<>();

    /** A tool's code. */
    @FunctionalInterface
    interface Code<O> {
        @Nullable
        O run(JsonObject input, ToolContext context) throws Exception;
    }

    /** Makes JSON of what it returns. */
    @FunctionalInterface
    interface Write<O> {
        JsonObject json(O output);
    }

    /** The input as the tool gets it. */
    JsonObject withDefaults(JsonObject input) {
        return schema(descriptor.inputSchema()).withDefaults(input);
    }

    /** What is wrong with an input. */
    Optional<String> broken(JsonObject input) {
        return first(descriptor.inputSchema(), input);
    }

    /** The output as JSON, when it is what the gateway lets through. */
    JsonObject checked(O output) {
        if (write == null) {
            return JsonObject.EMPTY;
        }
        var json = write.json(output);
        if (Nesting.exceeds(json, Nesting.MAX_VALUE)) {
            throw fault("returned values too deep in each other: more than " + Nesting.MAX_VALUE);
        }
        int bytes = json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes > descriptor.maxOutputBytes()) {
            throw fault("returned " + bytes + " bytes, and its limit is " + descriptor.maxOutputBytes()
                    + ": return less, or raise maxOutputBytes");
        }
        first(descriptor.outputSchema(), json).ifPresent(wrong -> {
            throw fault("returned what its own schema forbids: " + wrong);
        });
        return json;
    }

    AssertionError fault(String what) {
        return new AssertionError("the tool " + descriptor.name() + " " + what);
    }

    private static Optional<String> first(JsonObject schema, JsonObject value) {
        return schema(schema).validate(value).stream().findFirst()
                .map(broken -> (broken.path().isEmpty() ? "its top" : broken.path()) + " (" + broken.rule() + "): "
                        + broken.message());
    }

    private static Schema schema(JsonObject schema) {
        return COMPILED.computeIfAbsent(schema, Subject::compile);
    }

    private static Schema compile(JsonObject schema) {
        try {
            return JSON.schema(schema);
        } catch (JsonException none) {
            throw new AssertionError("a schema that is none: " + none.getMessage(), none);
        }
    }
}
