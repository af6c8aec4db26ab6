/** The control plane: connections over WebSocket, HTTP beside them. */
@NullMarked
package dev.postern.gateway.internal;

import org.jspecify.annotations.NullMarked;
