// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.net.IDN;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Hosts, as plugins ask for them and administrators name them: {@code host}, {@code *.domain} or {@code *}, each with
 * {@code :port} or {@code :*} or without.
 *
 * @param host in the spelling of {@link Target}
 * @param port {@link #USUAL}, {@link #ANY}, or one
 */
record HostPattern(String host, int port) {
    /** Every port. */
    static final int ANY = -1;
    /** The scheme's own. */
    static final int USUAL = 0;

    private static final Pattern FORM = Pattern
            .compile("(\\*\\.)?(\\*|[^*:/?#@\\[\\]\\s]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}|\\*))?");

    /**
     * Reads one.
     *
     * @param unsaid the ports that are meant when none is named
     * @throws IllegalArgumentException with the rule, when it is none
     */
    static HostPattern of(String text, int unsaid) {
        var parts = FORM.matcher(text);
        if (!parts.matches() || parts.group(1) != null && !Character.isLetterOrDigit(parts.group(2).codePointAt(0))) {
            throw new IllegalArgumentException("a host is a name, *.domain or *, then perhaps :port or :*, and one is "
                    + text);
        }
        var wild = parts.group(1) == null ? "" : "*.";
        var host = parts.group(2).matches("\\*|\\[.*") ? parts.group(2) : IDN.toASCII(parts.group(2));
        return new HostPattern(wild + (host.equals("*") ? host : Target.host(host)), port(parts.group(3), unsaid));
    }

    private static int port(@Nullable String text, int unsaid) {
        if (text == null) {
            return unsaid;
        }
        int port = text.equals("*") ? ANY : Integer.parseInt(text);
        if (port == 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535 or *, and one is " + text);
        }
        return port;
    }

    boolean isAnyHost() {
        return host.equals("*");
    }

    boolean matches(Target target) {
        return matchesHost(target.host()) && switch (port) {
            case ANY -> true;
            case USUAL -> target.hasUsualPort();
            default -> port == target.port();
        };
    }

    private boolean matchesHost(String name) {
        return isAnyHost() || host.equals(name) || host.startsWith("*.") && name.endsWith(host.substring(1));
    }
}
