// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

import dev.postern.core.access.PublicAddresses;

/** Which addresses a marketplace may have, and where it may send us. */
final class Addresses {
    private Addresses() {}

    /**
     * Judges an address that an administrator named.
     *
     * @throws IllegalArgumentException what is wrong with it
     */
    static void check(URI address, boolean plainHttp) {
        if (address.getRawQuery() != null || address.getRawFragment() != null || address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a folder has no query, fragment, or user");
        }
        switch (String.valueOf(address.getScheme())) {
            case "file" -> {
                if (address.getRawAuthority() != null || address.getPath() == null) {
                    throw new IllegalArgumentException("a folder on disk is file:///…");
                }
            }
            case "https" -> requireHost(address);
            case "http" -> {
                requireHost(address);
                if (!plainHttp && !isThisMachine(address)) {
                    throw new IllegalArgumentException(
                            "http serves on this machine only, by its address; take https, or set"
                                    + " plain.http of " + MarketplaceConfig.PID);
                }
            }
            default -> throw new IllegalArgumentException("it is neither https, nor http on this machine, nor file");
        }
    }

    private static void requireHost(URI address) {
        if (address.getHost() == null) {
            throw new IllegalArgumentException("it names no host");
        }
    }

    /** Whether it is an address of this machine, written as one: what a name means may change. */
    static boolean isThisMachine(URI address) {
        try {
            return InetAddress.ofLiteral(address.getHost().replace("[", "").replace("]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /**
     * Judges where a marketplace sends us: from https to https, from this machine to this machine; and no marketplace out in
     * the world makes the gateway ask hosts of the inside.
     *
     * @throws Trouble when it leads elsewhere
     */
    static void checkRedirect(URI from, URI to) throws Trouble {
        boolean here = "http".equals(from.getScheme()) && isThisMachine(from);
        if (to.getHost() == null || here && !("http".equals(to.getScheme()) && isThisMachine(to))) {
            throw Trouble.invalid(from + " sends on to " + to + ", which is not on this machine");
        }
        if (!here && !"https".equals(to.getScheme())) {
            throw Trouble.invalid(from + " sends on to " + to + ", which is not https");
        }
        if (!here && !to.getHost().equalsIgnoreCase(from.getHost())) {
            requireOutside(from, to);
        }
    }

    private static void requireOutside(URI from, URI to) throws Trouble {
        try {
            for (InetAddress each : InetAddress.getAllByName(to.getHost())) {
                if (!PublicAddresses.isOfTheWorld(each)) {
                    throw Trouble
                            .invalid(from + " sends on to " + to + ", which is of the inside (" + each.getHostAddress()
                                    + ")");
                }
            }
        } catch (UnknownHostException nobody) {
            throw Trouble.unreachable(from + " sends on to " + to + ", whose host nobody knows");
        }
    }
}
