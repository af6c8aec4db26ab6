// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.UnreadableException;
import org.jspecify.annotations.Nullable;

/** A typed error for whoever asked. */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;
    /** Queues are worked off in less. */
    private static final Duration STORE_BUSY = Duration.ofSeconds(1);
    /** A disk or a database is looked at again about as often. */
    private static final Duration STORE_DOWN = Duration.ofSeconds(5);

    /** A part is exchanged in less. */
    private static final Duration AWAY_FOR = Duration.ofSeconds(1);
    private static final String REASON = "reason";
    private static final String AWAY = "away";

    /** No thing has a longer id: what is longer is not repeated whole. */
    private static final int LONGEST_ID = 128;

    private final ErrorCode code;
    private final transient List<JsonObject> details;
    private final boolean retryable;
    private final transient @Nullable Duration retryAfter;

    /** An error that trying again will not mend. */
    public WireException(ErrorCode code, String message) {
        this(code, message, List.of(), false, null);
    }

    /**
     * An error.
     *
     * @param code which
     * @param message what is wrong, by which rule, and the way out
     * @param details for programs
     * @param retryable whether the same request may succeed later
     * @param retryAfter when to try again
     */
    public WireException(
            ErrorCode code,
            String message,
            List<JsonObject> details,
            boolean retryable,
            @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.details = List.copyOf(details);
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    /** For a thing that is not there, or is not the asker's: the same words for both. */
    public static WireException notFound(String what, String id) {
        var named = id.length() > LONGEST_ID ? id.substring(0, id.offsetByCodePoints(0, LONGEST_ID / 2)) + "…" : id;
        return new WireException(ErrorCode.NOT_FOUND, "there is no " + what + " " + named);
    }

    /** For more than can be taken now. */
    public static WireException overloaded(String message, Duration retryAfter) {
        return new WireException(ErrorCode.OVERLOADED, message, List.of(), true, retryAfter);
    }

    /** For what is about to be served by another version of the part; nothing of the request was done. */
    public static WireException away(String message) {
        return new WireException(ErrorCode.UNAVAILABLE, message, List.of(JsonObject.of(REASON, AWAY)), true, AWAY_FOR);
    }

    /** For a write that was refused, by its reason; the same request may succeed later whatever that is. */
    public static WireException of(StoreException refused) {
        var message = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case OVERLOADED -> overloaded(message, STORE_BUSY);
            case UNAVAILABLE -> new WireException(ErrorCode.UNAVAILABLE, message, List.of(), true, STORE_DOWN);
            case SESSION_BUSY, LIMIT_REACHED ->
                new WireException(ErrorCode.PRECONDITION_FAILED, message, List.of(), true, null);
            case REVISION, SESSION_EXISTS, DUPLICATE_MESSAGE, OUTCOME_EXISTS, APPROVAL_MOVED ->
                new WireException(ErrorCode.CONFLICT, message, List.of(), true, null);
        };
    }

    /** For what cannot be read now. */
    public static WireException of(UnreadableException unreadable) {
        return new WireException(ErrorCode.UNAVAILABLE, String.valueOf(unreadable.getMessage()), List.of(), true,
                STORE_DOWN);
    }

    /** Whether an error says so: the same may be asked at once of the version that takes over. */
    public static boolean isAway(ErrorCode code, List<JsonObject> details) {
        return code == ErrorCode.UNAVAILABLE
                && details.stream().anyMatch(detail -> detail.text(REASON).filter(AWAY::equals).isPresent());
    }

    /** Which error. */
    public ErrorCode code() {
        return code;
    }

    /** For programs. */
    public List<JsonObject> details() {
        return details;
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** When to try again. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
