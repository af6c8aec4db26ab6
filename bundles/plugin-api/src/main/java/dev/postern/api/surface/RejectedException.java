// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A message that was not accepted; nothing of it was kept. */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient @Nullable Duration retryAfter;

    /**
     * A refusal.
     *
     * @param code {@code invalid_params}, {@code overloaded}, {@code rate_limited}, {@code forbidden},
     *     {@code unavailable}
     * @param message what is wrong, by which rule, and the way out
     * @param retryAfter when to come back, null when coming back will not help
     */
    public RejectedException(String code, String message, @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** The stable code. */
    public String code() {
        return code;
    }

    /** When to come back; empty when that will not help. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
