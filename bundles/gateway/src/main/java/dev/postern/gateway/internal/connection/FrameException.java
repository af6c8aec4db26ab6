package dev.postern.gateway.internal.connection;

import java.util.Optional;

/** A frame that breaks a rule. Its message names the place and the rule, never a value. */
final class FrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<String> id;

    FrameException(Optional<String> id, String message) {
        super(message);
        this.id = id;
    }

    /** The frame's id, when it has a usable one. */
    Optional<String> id() {
        return id;
    }
}
