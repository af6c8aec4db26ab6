package dev.postern.session.internal;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.postern.core.store.StoreException;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** What a refused write says to whoever asked for it. */
final class Refusals {
    private Refusals() {}

    static WireException of(StoreException refused) {
        var message = Objects.requireNonNullElse(refused.getMessage(), "refused");
        return switch (refused.reason()) {
            case OVERLOADED -> WireException.overloaded(message, Duration.ofSeconds(1));
            case UNAVAILABLE -> new WireException(ErrorCode.UNAVAILABLE, message, List.of(), true,
                    Duration.ofSeconds(5));
            case OUTCOME_EXISTS, REVISION, SESSION_EXISTS, DUPLICATE_MESSAGE ->
                new WireException(ErrorCode.CONFLICT, message, List.of(), true, null);
        };
    }
}
