/** Clients that come by another wire than the gateway's own. */
@NullMarked
package dev.postern.pipeline.internal.client;

import org.jspecify.annotations.NullMarked;
