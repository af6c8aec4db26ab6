// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.io.IOException;
import java.io.InputStream;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;

/**
 * A method as its bundle describes it in {@code POSTERN-INF/methods/<name>.json}.
 *
 * @param name its name
 * @param scope what it needs
 * @param description what it does
 * @param inline whether it never blocks
 * @param effect whether it takes an idempotency key
 * @param params what its params must be
 * @param source the descriptor as it stands in the bundle: {@code params} and {@code result} are the schemas
 */
public record MethodDescriptor(
        String name,
        String scope,
        String description,
        boolean inline,
        boolean effect,
        Schema params,
        JsonObject source) {

    /**
     * Reads a descriptor and compiles its params' schema.
     *
     * @param in the descriptor; closed by the caller
     * @throws JsonException when it is none
     * @throws IOException when it cannot be read
     */
    public static MethodDescriptor read(Json json, InputStream in) throws JsonException, IOException {
        if (!(json.parse(in.readAllBytes()) instanceof JsonObject source)) {
            throw new JsonException("a method's descriptor is an object");
        }
        return new MethodDescriptor(
                text(source, "name"),
                text(source, "scope"),
                text(source, "description"),
                source.bool("inline").orElse(false),
                source.bool("effect").orElse(false),
                json.schema(source.object("params")
                        .orElseThrow(() -> new JsonException("a method's descriptor has params"))),
                source);
    }

    private static String text(JsonObject source, String name) throws JsonException {
        return source.text(name).orElseThrow(() -> new JsonException("a method's descriptor has a " + name));
    }
}
