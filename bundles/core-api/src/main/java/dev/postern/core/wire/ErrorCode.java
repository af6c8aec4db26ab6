// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.util.Locale;
import java.util.stream.Stream;

/** The error codes of the wire. */
public enum ErrorCode {
    INVALID_FRAME,
    INVALID_PARAMS,
    UNKNOWN_METHOD,
    UNAUTHENTICATED,
    CHALLENGE_REQUIRED,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    IDEMPOTENCY_CONFLICT,
    PRECONDITION_FAILED,
    RATE_LIMITED,
    OVERLOADED,
    TIMEOUT,
    CANCELLED,
    APPROVAL_REQUIRED,
    DENIED,
    SUPERSEDED,
    UNAVAILABLE,
    PROTOCOL_UNSUPPORTED,
    CURSOR_EXPIRED,
    INTERNAL;

    /** By its name on the wire; {@link #INTERNAL} for one that is unknown. */
    public static ErrorCode of(String code) {
        return Stream.of(values()).filter(known -> known.code().equals(code)).findFirst().orElse(INTERNAL);
    }

    /** As it is on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
