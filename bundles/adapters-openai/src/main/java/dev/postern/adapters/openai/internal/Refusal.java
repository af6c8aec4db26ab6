// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.time.Duration;
import java.util.Optional;

import dev.postern.api.client.ClientException;
import dev.postern.api.json.JsonNull;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** An answer that is none, as OpenAI's clients read it. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String INVALID = "invalid_request_error";
    private static final String SERVER = "server_error";

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final String code;
    private final boolean again;
    private final transient @Nullable Duration retryAfter;

    private Refusal(int status, String type, @Nullable String param, String code, String message, boolean again,
            @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
        this.again = again;
        this.retryAfter = retryAfter;
    }

    /** For what the request says wrongly. */
    static Refusal invalid(String param, String message) {
        return new Refusal(400, INVALID, param, "invalid_value", param + ": " + message, false, null);
    }

    /** For what the request asks and nobody does here. */
    static Refusal unsupported(String param, String message) {
        return new Refusal(400, INVALID, param, "unsupported_parameter", param + ": " + message, false, null);
    }

    /** For a member that the API does not have, or not yet. */
    static Refusal unknown(String param) {
        return new Refusal(400, INVALID, param, "unknown_parameter", "there is no parameter " + param
                + " here; leave it out", false, null);
    }

    /** For what is no request. */
    static Refusal malformed(String message) {
        return new Refusal(400, INVALID, null, "invalid_json", message, false, null);
    }

    /** For who is nobody. */
    static Refusal unauthenticated() {
        return new Refusal(401, INVALID, null, "invalid_api_key",
                "this needs the header Authorization: Bearer <token>, with a token of this gateway that counts", false,
                null);
    }

    /** For what is not there. */
    static Refusal notFound(@Nullable String param, String code, String message) {
        return new Refusal(404, INVALID, param, code, message, false, null);
    }

    /** For another status of a request that is not right. */
    static Refusal of(int status, String code, String message) {
        return new Refusal(status, INVALID, null, code, message, false, null);
    }

    /** For more than can be taken now. */
    static Refusal overloaded(String message) {
        return new Refusal(429, "rate_limit_error", null, "overloaded", message, true, Duration.ofSeconds(1));
    }

    /** For a gateway that is going away. */
    static Refusal unavailable(String message) {
        return new Refusal(503, SERVER, null, "unavailable", message, true, Duration.ofSeconds(2));
    }

    /** For a turn that takes longer than is waited for; again only where that begins no second one. */
    static Refusal late(String turn, boolean keyed) {
        return new Refusal(504, SERVER, null, "timeout", "the turn " + turn
                + " takes longer than is waited for; it goes"
                + " on, and its reply is to be had under its id, or by this request with the same Idempotency-Key",
                keyed, null);
    }

    /** For a turn that failed; the same request would get the same, or begin it anew. */
    static Refusal failed(String code, String message) {
        return new Refusal(500, SERVER, null, code, message, false, null);
    }

    /** For a turn that somebody cancelled. */
    static Refusal cancelled(String turn) {
        return new Refusal(409, INVALID, null, "cancelled", "the turn " + turn + " was cancelled", false, null);
    }

    /** In the statuses and words of this wire. */
    static Refusal of(ClientException refused) {
        var after = refused.retryAfter().orElse(null);
        return switch (refused.code()) {
            case "invalid_params" -> new Refusal(400, INVALID, null, "invalid_value", refused.reason(), false, null);
            case "unauthenticated" -> unauthenticated();
            case "forbidden", "denied" ->
                new Refusal(403, "permission_error", null, "insufficient_scope", refused.reason(), false, null);
            case "not_found" -> notFound(null, "not_found", refused.reason());
            case "conflict", "precondition_failed", "idempotency_conflict" ->
                new Refusal(409, INVALID, null, refused.code(), refused.reason(), false, after);
            case "rate_limited" ->
                new Refusal(429, "rate_limit_error", null, "rate_limit_exceeded", refused.reason(), true, after);
            case "overloaded" ->
                new Refusal(429, "rate_limit_error", null, "overloaded", refused.reason(), true, after);
            case "unavailable" -> new Refusal(503, SERVER, null, "unavailable", refused.reason(), true, after);
            default -> new Refusal(500, SERVER, null, refused.code(), refused.reason(), false, after);
        };
    }

    /** For a token that may not do all that this takes; asked before anything is done. */
    static Refusal scope(String scope) {
        return new Refusal(403, "permission_error", null, "insufficient_scope", "this needs the scope " + scope, false,
                null);
    }

    /**
     * The same once a turn was begun: the request may come again only where that begins no second one.
     *
     * @param keyed whether it has an idempotency key
     */
    Refusal begun(boolean keyed) {
        return new Refusal(status, type, param, code, message(), again && keyed, retryAfter);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    /** Whether the same request may succeed later, and does nothing twice. */
    boolean again() {
        return again;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** {@code {error: {message, type, param, code}}}. */
    JsonObject body() {
        JsonValue about = param == null ? JsonNull.NULL : new JsonString(param);
        return JsonObject.builder().put("error", JsonObject.builder().put("message", message()).put("type", type)
                .put("param", about).put("code", code).build()).build();
    }
}
