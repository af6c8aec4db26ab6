// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Turns the values of one Java type into JSON and back. */
interface Codec {

    /** The Java value. */
    Object read(JsonValue value) throws Misfit;

    /** The JSON value; null to leave the member out. */
    @Nullable
    JsonValue write(Object value);

    /** What a component holds whose member is absent. */
    default @Nullable Object absent() throws Misfit {
        return null;
    }

    /** Whether JSON null is a value to this codec, not an absent member. */
    default boolean takesNull() {
        return false;
    }
}
