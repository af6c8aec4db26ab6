// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;

/** The schemas of {@link WireRecord}s, as the processor wrote them into this bundle. Compiled when first asked for. */
public final class FrameSchemas {
    private final Json json;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    /** Compiles with the platform's JSON. */
    public FrameSchemas(Json json) {
        this.json = json;
    }

    /** The schema of that name, for example {@code connect}. */
    public Schema schema(String name) {
        return compiled.computeIfAbsent(name, this::compile);
    }

    /** The same, as JSON. */
    public JsonObject source(String name) {
        var path = "/POSTERN-INF/records/" + name + ".json";
        try (var in = FrameSchemas.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + path);
            }
            return (JsonObject) json.parse(in.readAllBytes());
        } catch (IOException | JsonException e) {
            throw new IllegalStateException("damaged: " + path, e);
        }
    }

    private Schema compile(String name) {
        try {
            return json.schema(source(name));
        } catch (JsonException e) {
            throw new IllegalStateException("the schema of " + name, e);
        }
    }
}
