// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import dev.postern.api.json.JsonFormatException;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/** Objects as tests write them down, with single quotes. */
final class Json {
    private Json() {}

    static JsonObject of(String text) {
        return parse(text.replace('\'', '"'));
    }

    static JsonObject parse(String text) {
        try {
            return (JsonObject) JsonValue.parse(text);
        } catch (JsonFormatException malformed) {
            throw new AssertionError(text, malformed);
        }
    }
}
