/** From a request to its method and back to a response. */
@NullMarked
package dev.postern.gateway.internal.dispatch;

import org.jspecify.annotations.NullMarked;
