// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import dev.postern.core.identity.Principal;

/** How far peers of surfaces are trusted, as of now. */
@FunctionalInterface
public interface PeerTrust {
    /** Nobody is known. */
    PeerTrust NOBODY = (_, _) -> Principal.Trust.UNKNOWN;

    /** The trust in a peer of a surface. */
    Principal.Trust in(String surface, String peer);
}
