// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

import java.util.Map;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers {@code POST /hooks/{id}}. Registered as a service with the property {@link #ID}; the gateway owns the path,
 * limits the body, and calls {@link #handle} on a virtual thread.
 */
@ConsumerType
public interface HookHandler {

    /** The service property with the hook's id: {@code [a-z0-9][a-z0-9-]{0,63}}. */
    String ID = "postern.hook.id";

    /** The service property with the largest body in bytes, a Long; 1 MiB when absent, 16 MiB at most. */
    String MAX_BODY_BYTES = "postern.hook.max.body.bytes";

    /**
     * Answers one request.
     *
     * @param request what came
     * @return the answer
     */
    Response handle(Request request);

    /**
     * A request.
     *
     * @param headers by name in lower case; several values joined by {@code ", "}
     * @param body the bytes as they came, which is what signatures are over
     * @param remoteAddress the peer's IP address
     */
    record Request(Map<String, String> headers, byte[] body, String remoteAddress) {}

    /**
     * An answer; anything but 2xx is sent as problem details (RFC 9457).
     *
     * @param status the HTTP status
     * @param detail what is wrong and the way out; for 2xx the JSON text to send, empty for none
     * @param retryAfterSeconds for a {@code Retry-After} header; 0 for none
     */
    record Response(int status, String detail, long retryAfterSeconds) {}
}
