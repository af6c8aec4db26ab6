// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.identity;

import java.util.Set;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Who acts.
 *
 * @param kind what sort of principal
 * @param id its id, unique in its tenant; the id of the token for clients
 * @param tenant whose it is
 * @param scopes what it may do; {@code *} for everything, {@code sessions:*} for all of an area
 * @param trust the level that default policy goes by
 */
@ProviderType
public record Principal(Kind kind, String id, String tenant, Set<String> scopes, Trust trust) {

    /** The tenant of an installation that has only one. */
    public static final String DEFAULT_TENANT = "default";

    /** Copies the scopes. */
    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /** A peer of a surface: somebody who talks to the gateway from outside. */
    public static Principal peer(String tenant, String surface, String peer, Trust trust) {
        return new Principal(Kind.PEER, surface + "/" + peer, tenant, Set.of("tools:invoke"), trust);
    }

    /** Whether the scope, or a wider one, was granted. {@code any} is granted to all. */
    public boolean may(String scope) {
        if (scope.equals("any") || scopes.contains(scope) || scopes.contains("*")) {
            return true;
        }
        int colon = scope.indexOf(':');
        return colon > 0 && scopes.contains(scope.substring(0, colon) + ":*");
    }

    /** Sorts of principals. */
    public enum Kind {
        USER, PEER, CLIENT, NODE
    }

    /** Trust levels, the lowest first. */
    public enum Trust {
        UNKNOWN, TRUSTED, OPERATOR
    }
}
