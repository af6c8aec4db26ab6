package dev.postern.pipeline.internal;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.postern.core.store.StoreException;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** What a refused write says to whoever asked for it. */
public final class Refusals {
    private Refusals() {}

    /** As an error of the wire. */
    public static WireException of(StoreException refused) {
        var message = Objects.requireNonNullElse(refused.getMessage(), "refused");
        return switch (refused.reason()) {
            case OVERLOADED -> WireException.overloaded(message, Duration.ofSeconds(1));
            case UNAVAILABLE ->
                new WireException(ErrorCode.UNAVAILABLE, message, List.of(), true, Duration.ofSeconds(5));
            case REVISION, SESSION_EXISTS, DUPLICATE_MESSAGE, OUTCOME_EXISTS ->
                new WireException(ErrorCode.CONFLICT, message, List.of(), true, null);
        };
    }
}
