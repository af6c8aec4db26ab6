// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.postern.core.identity.Principal;

/**
 * The peers that the configuration names. Everybody else is unknown; who is named twice has the higher level.
 *
 * @param trusted whom to trust
 * @param operator who speaks as an operator does
 */
record NamedPeers(List<Named> trusted, List<Named> operator) implements PeerTrust {
    private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}/[^*\\p{Cntrl}]{0,256}\\*?");

    /** Copies the lists. */
    NamedPeers {
        trusted = List.copyOf(trusted);
        operator = List.copyOf(operator);
    }

    /**
     * Reads the lists; empty elements count for nothing.
     *
     * @throws IllegalArgumentException with key and rule for what names no peer
     */
    static NamedPeers read(String pid, String[] trusted, String[] operator) {
        return new NamedPeers(read(pid + ": trusted", trusted), read(pid + ": operator", operator));
    }

    private static List<Named> read(String key, String[] patterns) {
        return Stream.of(patterns).filter(pattern -> !pattern.isEmpty()).map(pattern -> {
            if (!RULE.matcher(pattern).matches() || pattern.endsWith("/")) {
                throw new IllegalArgumentException(
                        key + " must name peers as <surface>/<peer>, where the peer may end in *"
                                + " for all that begin so, not '" + pattern + "'");
            }
            return Named.of(pattern);
        }).toList();
    }

    @Override
    public Principal.Trust in(String surface, String peer) {
        var id = surface + "/" + peer;
        if (operator.stream().anyMatch(named -> named.is(id))) {
            return Principal.Trust.OPERATOR;
        }
        return trusted.stream().anyMatch(named -> named.is(id)) ? Principal.Trust.TRUSTED : Principal.Trust.UNKNOWN;
    }

    /**
     * Peers by id.
     *
     * @param id of a peer, or what the ids begin with; the name of a surface holds no slash, so it is always whole
     * @param more whether it is only the beginning
     */
    record Named(String id, boolean more) {
        static Named of(String pattern) {
            return pattern.endsWith("*")
                    ? new Named(pattern.substring(0, pattern.length() - 1), true)
                    : new Named(pattern, false);
        }

        boolean is(String peer) {
            return more ? peer.startsWith(id) : peer.equals(id);
        }
    }
}
