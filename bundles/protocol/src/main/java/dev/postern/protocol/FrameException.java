// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A text that is no frame. What answers it is {@link #response()}; it counts against the connection's budget. */
public final class FrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String id;
    private final transient WireError error;

    FrameException(@Nullable String id, WireError error) {
        super(error.message());
        this.id = id;
        this.error = error;
    }

    /** The frame's id, when it had a usable one. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** What is wrong: {@code invalid_frame}. */
    public WireError error() {
        return error;
    }

    /** What to answer. */
    public Response response() {
        return Response.of(id(), error);
    }
}
