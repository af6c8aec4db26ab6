// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.tool;

import java.util.Objects;

/** A tool's failure, with a reason that the caller may see. */
public final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;

    /**
     * A failure that trying again will not mend.
     *
     * @param code {@code snake_case}, stable: {@code not_found}, {@code forbidden}, {@code invalid_input}, …
     * @param message what is wrong, by which rule, and the way out
     */
    public ToolException(String code, String message) {
        this(code, message, false, null);
    }

    /**
     * A failure.
     *
     * @param code {@code snake_case}, stable
     * @param message what is wrong, by which rule, and the way out
     * @param retryable whether trying again may help
     * @param cause what led to it, for the log only
     */
    public ToolException(
            String code, String message, boolean retryable, @org.jspecify.annotations.Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.code = Objects.requireNonNull(code, "code");
        this.retryable = retryable;
    }

    /** The stable code. */
    public String code() {
        return code;
    }

    /** Whether trying again may help. */
    public boolean retryable() {
        return retryable;
    }
}
