// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.identity;

import java.util.Set;

import org.osgi.annotation.versioning.ProviderType;

/** Tokens for processes that the gateway starts itself: kept nowhere, gone with the gateway. */
@ProviderType
public interface Passes {

    /**
     * Makes one, of the default tenant.
     *
     * @param name what it is for
     * @param scopes what it may do
     */
    Pass issue(String name, Set<String> scopes);

    /** A token of that kind. */
    interface Pass extends AutoCloseable {
        /** The id of its principal. */
        String principal();

        /** The token itself: a secret. */
        String text();

        /** It counts no more, and connections that were made with it close. */
        @Override
        void close();
    }
}
