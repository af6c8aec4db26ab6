// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;

/**
 * The result of a {@link Connect} that was accepted.
 *
 * @param protocol the version spoken from here on
 * @param contractVersion the version of the schemas
 * @param server who answers
 * @param connection the connection's id
 * @param principal who the client is to the gateway
 * @param scopes what it may do
 * @param methods the methods that there are now and that it may use
 * @param topics the topics it may subscribe to
 * @param limits what holds on this connection
 * @param subscription the subscription that {@code resume} opened
 * @param cursor the cursor that stands before its first event
 */
@WireRecord("hello")
@Description("The result of a connect that was accepted.")
public record Hello(
        int protocol,
        String contractVersion,
        Server server,
        String connection,
        Principal principal,
        List<String> scopes,
        List<String> methods,
        List<String> topics,
        Limits limits,
        @Description("The subscription that resume opened.") Optional<String> subscription,
        @Description("The cursor that stands before its first event.") Optional<String> cursor) {

    /**
     * A gateway.
     *
     * @param instance new with each start
     */
    public record Server(String name, String version, String instance) {}

    /** Who the client is. */
    public record Principal(String kind, String id, String tenant) {}

    /** What holds on a connection. */
    public record Limits(
            int maxFrameBytes,
            int maxInFlight,
            long idleTimeoutMs,
            int badFramesPerMinute,
            int maxSubscriptions,
            int sendBufferBytes,
            long heartbeatMs) {}
}
