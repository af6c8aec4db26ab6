// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

/** What is kept cannot be read now: the database is gone, or closed. It may be back in a moment; nothing is lost. */
public final class UnreadableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** With what the database said. */
    public UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
