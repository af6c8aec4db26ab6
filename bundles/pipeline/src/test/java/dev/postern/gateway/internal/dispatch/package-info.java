/** Holds requests to their idempotency keys as the gateway does. */
@org.jspecify.annotations.NullMarked
package dev.postern.gateway.internal.dispatch;
