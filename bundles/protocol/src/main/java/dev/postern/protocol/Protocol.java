package dev.postern.protocol;

import java.time.Duration;

/** The numbers and names that both sides go by. */
public final class Protocol {
    /** The WebSocket subprotocol. */
    public static final String SUBPROTOCOL = "postern.v1";

    /** Where the gateway listens for WebSockets. */
    public static final String PATH = "/gateway";

    /** The newest version of the protocol that is spoken. */
    public static final int VERSION = 1;

    /** The oldest one. */
    public static final int OLDEST_VERSION = 1;

    /** The version of the schemas: a minor step adds, nothing is removed within a major. */
    public static final String CONTRACT_VERSION = "1.0.0";

    /** The largest frame, in bytes of UTF-8, that a connection may send after its hello, at least. */
    public static final int MIN_MAX_FRAME_BYTES = 1 << 20;

    /** The largest frame, in bytes of UTF-8, before the hello. */
    public static final int MAX_FRAME_BYTES_BEFORE_HELLO = 64 << 10;

    /** Requests at once on a connection, at least. */
    public static final int MIN_MAX_IN_FLIGHT = 128;

    /** Bad frames that a connection survives in a minute. */
    public static final int BAD_FRAMES_PER_MINUTE = 20;

    /** How long a new connection may be silent. */
    public static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

    /** How often an idle subscriber hears of the newest cursor. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(30);

    private Protocol() {}
}
