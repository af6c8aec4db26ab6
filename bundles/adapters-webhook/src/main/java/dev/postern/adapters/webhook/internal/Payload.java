// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.webhook.internal;

import java.util.Map;
import java.util.Optional;

import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;

/**
 * A request whose signature was right.
 *
 * @param headers by name in lower case
 * @param body what the body says
 */
record Payload(Map<String, String> headers, JsonValue body) {
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** A text as it is, null as nothing, anything else as JSON. */
    Optional<String> text(Pointer pointer) {
        return pointer.find(body).filter(value -> !(value instanceof JsonNull))
                .map(value -> value instanceof JsonString(var text) ? text : value.toString());
    }
}
