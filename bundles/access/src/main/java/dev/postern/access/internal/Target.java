// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.postern.api.tool.ToolException;

/**
 * Where a request goes, in one spelling, so that what was checked is what is asked.
 *
 * @param uri what was asked for
 * @param scheme {@code http} or {@code https}
 * @param host lower case, without a dot at its end; an address in its plain form, without brackets
 * @param port the port, also where the scheme's own was left out
 */
record Target(URI uri, String scheme, String host, int port) {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    /** What resolvers may read as an address of version 4: 2130706433, 127.1, 0x7f.0.0.1 (WHATWG URL, "ends in a number"). */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    static Target of(URI uri) throws ToolException {
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new ToolException("forbidden", "only http and https addresses are requested");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new ToolException("forbidden",
                    "only addresses with a host and without a user are requested; names with other than Latin letters"
                            + " are written as xn--…");
        }
        int port = uri.getPort() == -1 ? usualPort(scheme) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new ToolException("forbidden", "a port is 1 to 65535, and this is " + port);
        }
        try {
            return new Target(uri, scheme, host(uri.getHost()), port);
        } catch (IllegalArgumentException bad) {
            throw new ToolException("forbidden", String.valueOf(bad.getMessage()));
        }
    }

    /** A host in its one spelling. */
    static String host(String text) {
        var host = text.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            if (host.contains("%")) {
                throw new IllegalArgumentException("an address is written without a zone, and this is " + text);
            }
            return InetAddress.ofLiteral(host.substring(1, host.length() - 1)).getHostAddress();
        }
        var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.isEmpty() || name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
            throw new IllegalArgumentException("a host's name has no empty parts, and this is " + text);
        }
        if (NUMBER.matcher(name).matches() && !isAddress(name)) {
            throw new IllegalArgumentException(
                    "an address of version 4 is written as four decimal numbers, and this is " + text);
        }
        return name;
    }

    private static boolean isAddress(String host) {
        try {
            return InetAddress.ofLiteral(host).getHostAddress().equals(host);
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /** The address that stands in place of a name. */
    Optional<InetAddress> address() {
        return isAddress(host) ? Optional.of(InetAddress.ofLiteral(host)) : Optional.empty();
    }

    private static int usualPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    boolean secure() {
        return scheme.equals("https");
    }

    boolean hasUsualPort() {
        return port == usualPort(scheme);
    }

    boolean sameOrigin(Target other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }

    /** The value of the header {@code Host}. */
    String authority() {
        var bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return hasUsualPort() ? bracketed : bracketed + ":" + port;
    }

    /** What the request line asks for. */
    String path() {
        var ascii = URI.create(uri.toASCIIString());
        var path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }
}
