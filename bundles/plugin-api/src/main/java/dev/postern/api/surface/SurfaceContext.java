// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.surface;

import java.time.Clock;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.Secrets;
import org.osgi.annotation.versioning.ProviderType;

/** What an open surface may use. Safe for use by any thread. */
@ProviderType
public interface SurfaceContext {

    /**
     * Hands a message over. When this returns the message is durable and will be answered, once.
     *
     * @param message what came in
     * @return where it went
     * @throws RejectedException when it was not accepted, with the reason and perhaps a time to come back
     */
    Receipt accept(InboundMessage message) throws RejectedException;

    /** The time. */
    Clock clock();

    /** Secrets that the plugin may read. */
    Secrets secrets();

    /** HTTP requests to hosts that the plugin may reach. */
    HttpAccess http();
}
