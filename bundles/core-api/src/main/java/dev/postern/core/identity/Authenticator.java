// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.identity;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Tells who holds a token. */
@ProviderType
public interface Authenticator {

    /**
     * The token's principal. Compares in constant time; says nothing of why a token does not count.
     *
     * @param token as it was sent
     * @return empty when unknown, expired or revoked
     */
    Optional<Principal> authenticate(String token);

    /**
     * Whether what proved the principal still counts: neither revoked nor expired since. Cheap enough to ask on every
     * request.
     */
    boolean current(Principal principal);
}
