// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.protocol.Response;
import dev.postern.protocol.WireError;

/**
 * How a request ended.
 *
 * @param result what it came to; empty for an error
 * @param error why it failed; empty for a result
 */
record Outcome(Optional<JsonObject> result, Optional<WireError> error) {

    static Outcome of(JsonObject result) {
        return new Outcome(Optional.of(result), Optional.empty());
    }

    static Outcome of(WireError error) {
        return new Outcome(Optional.empty(), Optional.of(error));
    }

    static Outcome of(ErrorCode code, String message) {
        return of(WireError.of(code, message));
    }

    boolean ok() {
        return error.isEmpty();
    }

    /** {@code ok} or the error's code, for counting. */
    String code() {
        return error.map(problem -> problem.code().code()).orElse("ok");
    }

    /** Whether nothing was done because another version of what answers takes over. */
    boolean away() {
        return error.filter(problem -> WireException.isAway(problem.code(), problem.details())).isPresent();
    }

    /** Whether a repeated request with the same idempotency key gets it again. */
    boolean keep() {
        return error.isEmpty() || !error.get().retryable();
    }

    Response response(String id) {
        return new Response(Optional.of(id), ok(), result, error);
    }
}
