// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Our values as the validator wants them. */
final class Nodes {
    private static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;

    private Nodes() {}

    static JsonNode of(JsonValue value) {
        return switch (value) {
            case JsonObject(var members) -> {
                var node = FACTORY.objectNode();
                members.forEach((name, member) -> node.set(name, of(member)));
                yield node;
            }
            case JsonArray(var values) -> {
                var node = FACTORY.arrayNode(values.size());
                values.forEach(element -> node.add(of(element)));
                yield node;
            }
            case JsonString(var text) -> FACTORY.stringNode(text);
            case JsonNumber number when number.isInteger() -> FACTORY.numberNode(number.toLong());
            case JsonNumber(var number) -> FACTORY.numberNode(number);
            case JsonBoolean(var truth) -> FACTORY.booleanNode(truth);
            case JsonNull ignored -> FACTORY.nullNode();
        };
    }
}
