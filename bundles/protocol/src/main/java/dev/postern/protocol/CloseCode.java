// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

/** The codes that the gateway closes connections with: RFC 6455 section 7.4, and ours from 4400. */
public enum CloseCode {
    /** Nobody has been heard of within the idle timeout. */
    IDLE(1001, "idle"),
    /** The gateway goes away or is updated: come back. */
    RESTART(1012, "the gateway is going away; come back"),
    /** More at once than there is room for. */
    TRY_LATER(1013, "no room for it now; come back later"),
    /** More bad frames than a minute forgives. */
    BAD_FRAMES(4400, "too many bad frames"),
    /** Not who it says, not in time, or no longer. */
    UNAUTHENTICATED(4401, "not authenticated"),
    /** No common version. */
    PROTOCOL_UNSUPPORTED(4406, "no common protocol version"),
    /** It does not read what it is sent. */
    SLOW(4408, "too slow; resume from the last cursor"),
    /** A frame beyond the limit. */
    TOO_LARGE(4413, "frame too large"),
    /** Only text is spoken here. */
    BINARY(4415, "text frames only");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The code on the wire. */
    public int code() {
        return code;
    }

    /** What people read. */
    public String reason() {
        return reason;
    }
}
