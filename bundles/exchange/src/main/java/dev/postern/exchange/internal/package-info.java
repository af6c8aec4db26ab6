/** Exchanges the gateway's own bundles, one at a time, while everything else goes on. */
@NullMarked
package dev.postern.exchange.internal;

import org.jspecify.annotations.NullMarked;
