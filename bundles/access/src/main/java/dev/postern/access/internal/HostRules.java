package dev.postern.access.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

import dev.postern.api.tool.ToolException;

/**
 * Which hosts may be reached.
 *
 * @param granted hosts that the plugin asked for, exact, {@code *.domain} or {@code *}
 * @param privateHosts hosts in private networks that are allowed, {@code host} or {@code host:port}
 */
record HostRules(List<String> granted, Set<String> privateHosts) {

    /** Throws unless the address may be requested now. */
    void check(URI uri) throws ToolException {
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new ToolException("forbidden",
                    "only http and https addresses with a host and without a user are requested");
        }
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        if (granted.stream().noneMatch(pattern -> matches(pattern, host))) {
            throw new ToolException(
                    "forbidden",
                    "the plugin may not reach " + host + ": it must ask for it in @PosternPlugin(hosts = …)");
        }
        if (privateHosts.contains(host) || privateHosts.contains(host + ":" + uri.getPort())) {
            return;
        }
        try {
            for (var address : InetAddress.getAllByName(host)) {
                if (isPrivate(address)) {
                    throw new ToolException(
                            "forbidden",
                            host + " is an address of this machine or a private network; an administrator can allow it"
                                    + " under privateHosts of dev.postern.access");
                }
            }
        } catch (UnknownHostException unknown) {
            throw new ToolException("unavailable", "there is no host " + host, true, unknown);
        }
    }

    private static boolean matches(String pattern, String host) {
        return pattern.equals("*")
                || pattern.equalsIgnoreCase(host)
                || pattern.startsWith("*.") && host.endsWith(pattern.substring(1).toLowerCase(Locale.ROOT));
    }

    private static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isSpecial(address.getAddress());
    }

    /** Ranges of the IANA special-purpose registries that {@link InetAddress} does not know. */
    private static boolean isSpecial(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (bytes.length == 4) {
            return first == 0
                    || first == 100 && (second & 0xC0) == 64
                    || first == 192 && second == 0 && bytes[2] == 0
                    || first == 198 && (second & 0xFE) == 18
                    || first >= 240;
        }
        boolean uniqueLocal = (first & 0xFE) == 0xFC;
        // addresses that hold one of version 4: compatible ones, 6to4, and translated ones (NAT64)
        boolean compatible = IntStream.range(0, 12).allMatch(i -> bytes[i] == 0);
        boolean sixToFour = first == 0x20 && second == 0x02;
        boolean translated = first == 0 && second == 0x64 && (bytes[2] & 0xFF) == 0xFF && (bytes[3] & 0xFF) == 0x9B;
        return uniqueLocal || compatible || sixToFour || translated;
    }
}
