// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be set of the gateway; PID {@code dev.postern.gateway}. */
@ObjectClassDefinition(name = "Postern gateway", description = "Connections, their limits, and who may connect")
public @interface GatewaySettings {

    /** The configuration's PID. */
    String PID = "dev.postern.gateway";

    /** Further names that requests may be for. */
    @AttributeDefinition(name = "Hosts", description = "Further values of the Host header that are answered, with the "
            + "port unless it is the scheme's own; localhost, 127.0.0.1 and [::1] with the port listened on always are",
            required = false)
    String[] hosts() default {};

    /** Further origins that browsers may come from. */
    @AttributeDefinition(name = "Origins", description = "Further origins of browser pages that may connect, such as "
            + "https://ops.example.org; the gateway's own pages always may", required = false)
    String[] origins() default {};

    /** The largest frame from a client after hello. */
    @AttributeDefinition(name = "Largest frame", description = "In bytes, after hello; 1,048,576 to 16,777,216",
            min = "1048576", max = "16777216")
    int max_frame_bytes() default 1_048_576;

    /** How many requests of a connection run at once. */
    @AttributeDefinition(name = "Requests in flight", description = "At once on a connection; 128 to 4,096",
            min = "128", max = "4096")
    int max_in_flight() default 128;

    /** How many subscriptions a connection has. */
    @AttributeDefinition(name = "Subscriptions", description = "Of one connection; 1 to 1,024", min = "1", max = "1024")
    int max_subscriptions() default 64;

    /** How many connections there are. */
    @AttributeDefinition(name = "Connections", description = "At once; 1 to 100,000", min = "1", max = "100000")
    int max_connections() default 10_000;

    /** How many bad frames a connection survives. */
    @AttributeDefinition(name = "Bad frames", description = "A minute, before the connection is closed; 1 to 10,000",
            min = "1", max = "10000")
    int bad_frames_per_minute() default 20;

    /** What may wait for a client to read it. */
    @AttributeDefinition(name = "Send buffer", description = "In bytes, of one connection; 65,536 to 67,108,864",
            min = "65536", max = "67108864")
    int send_buffer_bytes() default 1_048_576;

    /** How long a new connection may be silent. */
    @AttributeDefinition(name = "Connect timeout", description = "In milliseconds; 100 to 60,000", min = "100",
            max = "60000")
    int connect_timeout_ms() default 10_000;

    /** After how long a connection that is not heard of is closed. */
    @AttributeDefinition(name = "Idle timeout", description = "In milliseconds; the gateway pings three times within "
            + "it; 1,000 to 86,400,000", min = "1000", max = "86400000")
    int idle_timeout_ms() default 90_000;

    /** How often an idle subscription hears of the newest cursor. */
    @AttributeDefinition(name = "Heartbeat", description = "In milliseconds; 100 to 3,600,000", min = "100",
            max = "3600000")
    int heartbeat_ms() default 30_000;
}
