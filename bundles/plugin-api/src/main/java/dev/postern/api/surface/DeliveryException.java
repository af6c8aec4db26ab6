// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A reply that was not delivered. */
public final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;
    private final transient @Nullable Duration retryAfter;

    /**
     * A failure.
     *
     * @param message what went wrong
     * @param retryable whether to try again; otherwise the reply is given up and reported
     * @param retryAfter the destination's own wish, null for the gateway's schedule
     * @param cause what led to it, for the log only
     */
    public DeliveryException(
            String message, boolean retryable, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    /** Whether to try again. */
    public boolean retryable() {
        return retryable;
    }

    /** The destination's own wish. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
