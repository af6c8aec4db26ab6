// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.store.Write;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.IdempotencyClaim;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.plugins.internal.Changes.Outcome;
import dev.postern.plugins.internal.Changes.Result;

/** Between wire requests and changes. */
final class Requests {
    static final String KEEP = "Whether a version of another major than what is installed serves beside it, and does not replace it; absent is false.";
    static final String KEPT = "The id under which the major that was installed before serves on, such as hello@1; absent when none does.";

    private Requests() {}

    /** What a request's idempotency key shall be answered, made before the effect so that a crash loses no answer. */
    static Outcome outcome(MethodContext context, Function<Result, Record> answer) {
        return result -> context.idempotency().flatMap(claim -> stored(claim, answer.apply(result)));
    }

    /** What a key shall be answered. */
    static Optional<StoredOutcome> stored(IdempotencyClaim claim, Record answer) {
        return claim.outcome(answer) instanceof Write.PutOutcome(StoredOutcome stored)
                ? Optional.of(stored)
                : Optional.empty();
    }

    /** The wire's error for a change that was not made. */
    static WireException error(PluginException refused) {
        ErrorCode code = switch (refused.code()) {
            case "not_found", "not_offered" -> ErrorCode.NOT_FOUND;
            case "version_reused", "name_taken", "tool_taken", "pid_taken", "major_taken", "older_version", "only_once",
                    "shipped", "no_version_before",
                    "pinned" ->
                ErrorCode.CONFLICT;
            case "unresolved", "start_failed", "unhealthy", "unsigned", "unknown_signer", "signature_expired",
                    "wrong_publisher", "wrong_digest", "no_fitting_version", "needs_circle", "marketplace_forged",
                    "marketplace_expired",
                    "marketplace_stale", "marketplace_invalid" ->
                ErrorCode.PRECONDITION_FAILED;
            case "held" -> ErrorCode.APPROVAL_REQUIRED;
            case "superseded" -> ErrorCode.SUPERSEDED;
            case "unavailable", "marketplace_unreachable" -> ErrorCode.UNAVAILABLE;
            default -> ErrorCode.INVALID_PARAMS;
        };
        return new WireException(code, "the plugin was not changed: " + refused.getMessage(),
                List.of(JsonObject.of("reason", refused.code())), code == ErrorCode.UNAVAILABLE, null);
    }
}
