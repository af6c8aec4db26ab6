package dev.postern.protocol;

import java.util.List;

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
 * @param methods all methods there are now
 * @param topics the topics it may subscribe to
 * @param limits what holds on this connection
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
        Limits limits) {

    /**
     * A gateway.
     *
     * @param instance new with each start
     */
    public record Server(String name, String version, String instance) {}

    /** Who the client is. */
    public record Principal(String kind, String id, String tenant) {}

    /** What holds on a connection. */
    public record Limits(int maxFrameBytes, int maxInFlight, long idleTimeoutMs, int badFramesPerMinute) {}
}
