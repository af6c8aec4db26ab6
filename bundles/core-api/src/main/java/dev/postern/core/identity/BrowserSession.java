// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.identity;

import org.osgi.annotation.versioning.ProviderType;

/** A browser that somebody signed in. May be used by any thread. */
@ProviderType
public interface BrowserSession {

    /** Who signed in, with the scopes of the token that did. */
    Principal principal();

    /**
     * Whether it still counts: not signed out, not expired, and its token neither revoked nor expired. Is no use of it;
     * cheap enough to ask on every request.
     */
    boolean current();

    /** Whether it still counts; if so, it is used now, and may be left unused as long again. */
    boolean use();

    /** Signs out; again changes nothing. */
    void close();
}
