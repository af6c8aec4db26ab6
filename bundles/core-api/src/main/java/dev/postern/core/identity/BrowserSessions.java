// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.identity;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The browsers that are signed in. A session ends 12 h after its last use and 7 days after it was opened, when its token
 * does, and when it is closed; there are 64 of a principal and 4,096 in all, and beyond that the one that was longest
 * unused ends. They outlive a restart of the gateway; after a crash the last minutes of use may not count.
 */
@ProviderType
public interface BrowserSessions {

    /** The name of the cookie that carries a session's id. */
    String COOKIE = "postern_session";

    /**
     * Opens a session.
     *
     * @param principal who signed in, just authenticated
     * @return its id for the cookie, a secret of 256 random bits in base64url, which nobody can tell again
     */
    String open(Principal principal);

    /**
     * The session of an id, which is used by that.
     *
     * @param id as a browser sent it
     * @return empty when there is none, or none any more
     */
    Optional<BrowserSession> find(String id);
}
