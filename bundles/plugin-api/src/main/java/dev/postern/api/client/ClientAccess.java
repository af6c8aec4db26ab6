// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.client;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Lets in clients that come by another wire than the gateway's own. A service of the gateway, for adapters that speak such
 * a wire; what a client does through it is what its token may do, and is recorded as its own. Safe for use by any thread.
 */
@ProviderType
public interface ClientAccess {

    /**
     * Whoever holds a token. Compared in constant time; nothing says why a token does not count.
     *
     * @param token as it was sent
     * @return empty when it is unknown, expired or revoked
     */
    Optional<Client> client(String token);
}
