// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.core.id.Ids;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.protocol.WireError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an exception of a method is to whoever asked. What nobody foresaw is logged under an incident id. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Ids ids = new Ids();

    WireError of(Throwable thrown, String method) {
        return switch (thrown) {
            case WireException e -> WireError.of(e);
            case StoreException e -> WireError.of(WireException.of(e));
            case InterruptedException e -> retryable(ErrorCode.CANCELLED,
                    "the gateway or the connection is going away", Optional.empty());
            default -> unreadable(thrown).map(down -> WireError.of(WireException.of(down)))
                    .orElseGet(() -> incident(thrown, method));
        };
    }

    /** Also when whoever met it first told others. */
    private static Optional<UnreadableException> unreadable(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .filter(UnreadableException.class::isInstance)
                .map(UnreadableException.class::cast)
                .findFirst();
    }

    /** For more than can be taken now. */
    static WireError overloaded(String message, Duration retryAfter) {
        return retryable(ErrorCode.OVERLOADED, message, Optional.of(retryAfter));
    }

    private WireError incident(Throwable thrown, String method) {
        var incident = ids.next("i");
        LOG.error("incident {}: {} failed", incident, method, thrown);
        return new WireError(ErrorCode.INTERNAL, "something went wrong here; the log has it as " + incident,
                List.of(JsonObject.of("incident", incident)), false, Optional.empty());
    }

    private static WireError retryable(ErrorCode code, String message, Optional<Duration> retryAfter) {
        return new WireError(code, message, List.of(), true, retryAfter.map(Duration::toMillis));
    }
}
