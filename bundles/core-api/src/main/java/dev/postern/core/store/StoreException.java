// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.store;

/** A batch of which nothing was kept. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * A refusal.
     *
     * @param reason why
     * @param message what is wrong and the way out
     * @param cause what led to it, null for a conflict
     */
    public StoreException(Reason reason, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Why nothing was kept. */
    public enum Reason {
        /** The session, what it remembers, or the trigger is not at the expected revision. */
        REVISION,
        /** A session of that id or route exists. */
        SESSION_EXISTS,
        /** The surface's message id is claimed. */
        DUPLICATE_MESSAGE,
        /** The idempotency key has an outcome. */
        OUTCOME_EXISTS,
        /** The approval does not stand where it was expected. */
        APPROVAL_MOVED,
        /** There is no room for it in a limit of what may be used; the message is for people. */
        LIMIT_REACHED,
        /** Something in the session is open. */
        SESSION_BUSY,
        /** More is waiting than may; come back. */
        OVERLOADED,
        /** The disk is full, the database is gone, or its state is unknown until re-read; reads go on. */
        UNAVAILABLE
    }
}
