// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * The address of an endpoint, up to what its wire adds, such as {@code /chat/completions}.
 *
 * @param uri with http or https, a host, and no {@code /} at its end
 */
record EndpointUrl(URI uri) {
    private static final String RULE = "is the address of an endpoint up to /chat/completions, /responses or /messages, with http"
            + " or https and without user, ? and #, such as https://api.openai.com/v1";
    private static final int MAX_PORT = 65_535;
    private static final int MOST_NAME = 60;

    /**
     * Reads one as people type it: without a path, {@code /v1} is meant.
     *
     * @throws IllegalArgumentException with the rule; the text is not repeated, for some hold a password
     */
    static EndpointUrl of(String text) {
        var bare = text.strip().replaceAll("/(chat/completions|responses|messages)/*$", "");
        try {
            var uri = URI.create(bare.matches("[^/]*//[^/]+") ? bare + "/v1" : bare.replaceAll("/+$", ""));
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null
                    && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && uri.getPort() != 0 && uri.getPort() <= MAX_PORT) {
                return new EndpointUrl(uri);
            }
        } catch (IllegalArgumentException e) {
            // the same rule
        }
        throw new IllegalArgumentException(RULE);
    }

    URI at(String path) {
        return URI.create(uri + path);
    }

    private boolean isSecure() {
        return uri.getScheme().equals("https");
    }

    /** In lower case. */
    String host() {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private int usualPort() {
        return isSecure() ? 443 : 80;
    }

    private int port() {
        return uri.getPort() < 0 ? usualPort() : uri.getPort();
    }

    /** As {@code hosts} of {@code dev.postern.access} names it. */
    String granted() {
        return port() == usualPort() ? host() : host() + ":" + port();
    }

    /** As {@code privateHosts} names it. */
    String hostAndPort() {
        return host() + ":" + port();
    }

    /** With every port. */
    String anyPort() {
        return host() + ":*";
    }

    /** Whether what is sent there can be read on the way. */
    boolean isReadable() {
        return !isSecure() && !isPrivate();
    }

    /**
     * Whether it lies on this machine or in a private network, which the gateway reaches only where it is told so. A name
     * that cannot be looked up does not.
     */
    boolean isPrivate() {
        try {
            for (var address : InetAddress.getAllByName(uri.getHost())) {
                if (address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress()
                        || address.isAnyLocalAddress() || isShared(address.getAddress())) {
                    return true;
                }
            }
        } catch (UnknownHostException e) {
            // the exchange says so
        }
        return false;
    }

    /** RFC 4193 and RFC 6598, of which Java knows nothing. */
    private static boolean isShared(byte[] address) {
        return address.length == 16
                ? (address[0] & 0xFE) == 0xFC
                : address[0] == 100 && (address[1] & 0xC0) == 64;
    }

    /** A name for the endpoint, made of the host's: of api.openai.com it is openai. */
    String suggestedName() {
        if (host().equals("localhost") || host().matches("\\[.*|[0-9.]+")) {
            return "local";
        }
        var labels = host().split("\\.");
        var name = labels[Math.max(0, labels.length - 2)].replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
        return name.isEmpty() ? "endpoint" : name.substring(0, Math.min(MOST_NAME, name.length()));
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
