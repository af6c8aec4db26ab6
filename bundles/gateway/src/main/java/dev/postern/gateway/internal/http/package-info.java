/** HTTP beside the WebSocket: health, metrics, blobs, hooks, the contract. */
@NullMarked
package dev.postern.gateway.internal.http;

import org.jspecify.annotations.NullMarked;
