// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import java.util.Objects;

/**
 * A JSON string.
 *
 * @param value its text, without escapes
 */
public record JsonString(String value) implements JsonValue {

    /** Refuses null. */
    public JsonString {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return JsonText.of(this, false);
    }
}
