// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal;

import java.time.Duration;

/**
 * The limits of every connection, checked.
 *
 * @param maxFrameBytes after hello
 * @param maxInFlight requests at once
 * @param maxSubscriptions of one connection
 * @param maxConnections at once
 * @param badFramesPerMinute before a connection is closed
 * @param sendBufferBytes what may wait for a client to read it
 * @param connectTimeout for the first frame
 * @param idleTimeout without a sign of life
 * @param heartbeat of an idle subscription
 */
public record Limits(
        int maxFrameBytes,
        int maxInFlight,
        int maxSubscriptions,
        int maxConnections,
        int badFramesPerMinute,
        int sendBufferBytes,
        Duration connectTimeout,
        Duration idleTimeout,
        Duration heartbeat) {

    /** What holds unless it is set otherwise. */
    static final Limits DEFAULT = new Limits(1_048_576, 128, 64, 10_000, 20, 1_048_576, Duration.ofSeconds(10),
            Duration.ofSeconds(90), Duration.ofSeconds(30));

    /** Refuses what is out of its range, by the name of its setting. */
    public static Limits of(GatewaySettings settings) {
        return new Limits(
                within("max.frame.bytes", settings.max_frame_bytes(), 1_048_576, 16_777_216),
                within("max.in.flight", settings.max_in_flight(), 128, 4_096),
                within("max.subscriptions", settings.max_subscriptions(), 1, 1_024),
                within("max.connections", settings.max_connections(), 1, 100_000),
                within("bad.frames.per.minute", settings.bad_frames_per_minute(), 1, 10_000),
                within("send.buffer.bytes", settings.send_buffer_bytes(), 65_536, 67_108_864),
                Duration.ofMillis(within("connect.timeout.ms", settings.connect_timeout_ms(), 100, 60_000)),
                Duration.ofMillis(within("idle.timeout.ms", settings.idle_timeout_ms(), 1_000, 86_400_000)),
                Duration.ofMillis(within("heartbeat.ms", settings.heartbeat_ms(), 100, 3_600_000)));
    }

    private static int within(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    GatewaySettings.PID + ": " + name + " must be from " + min + " to " + max + ", not " + value);
        }
        return value;
    }
}
