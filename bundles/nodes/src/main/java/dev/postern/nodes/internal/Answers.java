// SPDX-License-Identifier: Apache-2.0
package dev.postern.nodes.internal;

import java.io.IOException;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.ToolException;
import dev.postern.core.json.Json;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import dev.postern.core.wire.NodeMethod;

/**
 * What nodes may answer to a method: by the schema that the processor wrote into this bundle.
 *
 * @param <R> the result
 */
final class Answers<R extends Record> {
    private final Json json;
    private final Schema schema;
    private final Class<R> type;

    Answers(Json json, String method, Class<R> type) {
        this.json = json;
        this.type = type;
        schema = schema(json, method);
    }

    /** Reads one; a node that says what the contract does not know has failed. */
    R read(JsonObject answer) throws ToolException {
        var broken = schema.validate(answer);
        if (!broken.isEmpty()) {
            throw new ToolException("invalid_answer", "the node's answer breaks the contract at result"
                    + broken.getFirst().path() + ": " + broken.getFirst().message());
        }
        try {
            return json.read(schema.withDefaults(answer), type);
        } catch (JsonException e) {
            throw new ToolException("invalid_answer", "the node's answer breaks the contract: " + e.getMessage());
        }
    }

    private static Schema schema(Json json, String method) {
        var path = "/" + NodeMethod.DESCRIPTOR_FOLDER + method + ".json";
        try (var in = Answers.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("this bundle carries no " + path);
            }
            var descriptor = (JsonObject) json.parse(in.readAllBytes());
            return json.schema(descriptor.object("result").orElseThrow());
        } catch (IOException | JsonException e) {
            throw new IllegalStateException(path + " cannot be read", e);
        }
    }
}
