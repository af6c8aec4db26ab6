// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import dev.postern.core.wire.WireException;
import org.osgi.annotation.versioning.ConsumerType;

/** The third stage: finds the session that a message belongs to, or drafts a new one. */
@ConsumerType
public interface RouteStage {
    /**
     * Routes. May read; writes nothing itself, and is asked again when a session that it drafted turns out to exist.
     *
     * @param incoming as it came, for the sender and the session it may name
     * @param message its normalized form
     * @throws WireException {@code not_found} when the named session is not the tenant's
     */
    Route route(Incoming incoming, NormalizedMessage message) throws WireException;
}
