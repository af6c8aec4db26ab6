// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.client;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A refusal, in the codes of the gateway's wire. */
public final class ClientException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient @Nullable Duration retryAfter;

    /**
     * A refusal.
     *
     * @param code {@code invalid_params}, {@code forbidden}, {@code not_found}, {@code conflict}, {@code overloaded}, …
     * @param message what is wrong, by which rule, and the way out
     * @param retryAfter when to come back, null when coming back will not help
     */
    public ClientException(String code, String message, @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** The stable code. */
    public String code() {
        return code;
    }

    /** What is wrong. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** When to come back; empty when that will not help. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
