package dev.postern.gateway.internal.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.id.Ids;
import dev.postern.core.json.Schema;
import dev.postern.core.store.StoreException;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An error as it stands in a response.
 *
 * @param code which
 * @param message what is wrong and the way out
 * @param details for programs
 * @param retryable whether the same may succeed later
 * @param retryAfter when to try again
 */
public record WireError(
        ErrorCode code, String message, List<JsonObject> details, boolean retryable, Optional<Duration> retryAfter) {
    private static final Logger LOG = LoggerFactory.getLogger(WireError.class);
    private static final Duration STORE_RETRY = Duration.ofSeconds(1);

    /** One that trying again will not mend. */
    public static WireError of(ErrorCode code, String message) {
        return new WireError(code, message, List.of(), false, Optional.empty());
    }

    /** For more than can be taken now. */
    public static WireError overloaded(String message, Duration retryAfter) {
        return new WireError(ErrorCode.OVERLOADED, message, List.of(), true, Optional.of(retryAfter));
    }

    /** For params that break their schema. */
    static WireError invalidParams(List<Schema.Violation> violations) {
        var first = violations.getFirst();
        var details = violations.stream()
                .map(one -> JsonObject.builder()
                        .put("path", one.path())
                        .put("rule", one.rule())
                        .put("message", one.message())
                        .build())
                .toList();
        return new WireError(ErrorCode.INVALID_PARAMS, "params" + first.path() + ": " + first.message(), details, false,
                Optional.empty());
    }

    /** What an exception of a method is to whoever asked. What nobody foresaw is logged under a new incident id. */
    static WireError of(Throwable thrown, String method, Ids ids) {
        return switch (thrown) {
            case WireException e -> new WireError(e.code(), message(e), e.details(), e.retryable(), e.retryAfter());
            case StoreException e -> of(e);
            case InterruptedException e -> new WireError(ErrorCode.CANCELLED,
                    "the gateway or the connection is going away", List.of(), true, Optional.empty());
            default -> {
                var incident = ids.next("i");
                LOG.error("incident {}: {} failed", incident, method, thrown);
                yield new WireError(ErrorCode.INTERNAL, "something went wrong here; the log has it as " + incident,
                        List.of(JsonObject.of("incident", incident)), false, Optional.empty());
            }
        };
    }

    private static WireError of(StoreException e) {
        return switch (e.reason()) {
            case OVERLOADED -> overloaded(message(e), STORE_RETRY);
            case UNAVAILABLE -> new WireError(ErrorCode.UNAVAILABLE, message(e), List.of(), true,
                    Optional.of(STORE_RETRY));
            case REVISION -> of(ErrorCode.PRECONDITION_FAILED, message(e));
            case SESSION_EXISTS, DUPLICATE_MESSAGE -> of(ErrorCode.CONFLICT, message(e));
            case OUTCOME_EXISTS -> of(ErrorCode.IDEMPOTENCY_CONFLICT, message(e));
        };
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? "" : e.getMessage();
    }

    /** The {@code error} member. */
    public JsonObject json() {
        return JsonObject.builder()
                .put("code", code.code())
                .put("message", new JsonString(message))
                .put("details", new JsonArray(details.stream().<JsonValue>map(detail -> detail).toList()))
                .put("retryable", retryable)
                .put("retryAfterMs", retryAfter.<JsonValue>map(after -> JsonNumber.of(after.toMillis()))
                        .orElse(JsonNull.NULL))
                .build();
    }
}
