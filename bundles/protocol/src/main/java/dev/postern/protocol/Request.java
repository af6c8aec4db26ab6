// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Size;

/**
 * Asks for a method.
 *
 * @param id the sender's id for it
 * @param method which method
 * @param params for the method, whose schema is its own
 * @param idempotencyKey to have it done once
 * @param traceparent W3C trace context, version 00
 */
@WireRecord(value = "request", frame = "request", closed = true)
@Description("Asks for a method.")
public record Request(
        @Size(min = 1, max = Request.LONGEST_ID) @Description("The sender's id for this request.") String id,
        @Size(min = 1, max = Request.LONGEST_ID) @Description("The method, area.verb.") String method,
        @DefaultValue("{}") @Description("For the method, which has its own schema.") JsonObject params,
        @Size(min = 1,
                max = Request.LONGEST_ID) @Description("A request with an effect happens once for the same key, principal, method and params.") Optional<String> idempotencyKey,
        @Pattern(Request.TRACEPARENT) @Description("W3C trace context.") Optional<String> traceparent)
        implements
            Frame {
    static final int LONGEST_ID = 128;
    static final String TRACEPARENT = "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$";
}
