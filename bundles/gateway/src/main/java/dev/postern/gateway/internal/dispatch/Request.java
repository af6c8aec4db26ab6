package dev.postern.gateway.internal.dispatch;

import java.util.Optional;

import dev.postern.api.json.JsonObject;

/**
 * A request frame.
 *
 * @param id the client's id for it
 * @param method which method
 * @param params for the method, not validated yet
 * @param idempotencyKey to have it done once
 * @param traceparent W3C trace context
 */
public record Request(
        String id, String method, JsonObject params, Optional<String> idempotencyKey, Optional<String> traceparent) {}
