// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.model;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** An exchange brought no answer. */
public final class ModelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ModelFailure failure;

    /**
     * A failure.
     *
     * @param failure which
     * @param message what is wrong, by which rule, and the way out; shown to people, so without keys
     * @param cause what led to it, for the log only
     */
    public ModelException(ModelFailure failure, String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.failure = Objects.requireNonNull(failure, "failure");
    }

    /** Which failure. */
    public ModelFailure failure() {
        return failure;
    }
}
