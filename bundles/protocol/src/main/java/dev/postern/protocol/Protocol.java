// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

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

    /** The largest frame, in bytes of UTF-8, before the hello. */
    public static final int MAX_FRAME_BYTES_BEFORE_HELLO = 64 << 10;

    private Protocol() {}
}
