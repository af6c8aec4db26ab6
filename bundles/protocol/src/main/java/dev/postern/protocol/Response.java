// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.Description;

/**
 * Answers a request or a connect.
 *
 * @param id the id of what it answers; empty when that had no usable one
 * @param ok whether it succeeded
 * @param result when it did
 * @param error when it did not
 */
@WireRecord(value = "response", frame = "response")
@Description("Answers a request or a connect.")
public record Response(
        @OrNull @Description("The id of what it answers; null when that had no usable one.") Optional<String> id,
        boolean ok,
        @Description("When ok.") Optional<JsonObject> result,
        @Description("When not ok.") Optional<WireError> error)
        implements
            Frame {

    /** A success. */
    public static Response of(String id, JsonObject result) {
        return new Response(Optional.of(id), true, Optional.of(result), Optional.empty());
    }

    /** A failure. */
    public static Response of(Optional<String> id, WireError error) {
        return new Response(id, false, Optional.empty(), Optional.of(error));
    }
}
