// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;

import dev.postern.gateway.internal.Configured;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Which names the gateway answers to, and which pages may talk to it. Without the first a page whose name an attacker
 * points at 127.0.0.1 would be of our own origin; without the second any page could open a WebSocket to us.
 */
@Component(service = HostPolicy.class)
public final class HostPolicy {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Configured configured;

    /** By the settings. */
    @Activate
    public HostPolicy(@Reference Configured configured) {
        this.configured = configured;
    }

    /** Whether the Host header names us. */
    boolean answers(HttpServletRequest request) {
        return isOurs(request.getHeader("Host"), request.getLocalPort());
    }

    /** Whether the page that the request comes from may: what is no browser sends no Origin. */
    boolean welcomes(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Origin")).stream().allMatch(origin -> isWelcome(origin, request));
    }

    /**
     * Whether a page of ours sent it: of the very host that was asked. A page of another host may be welcome with a token,
     * but what a browser sends by itself is not for it to use.
     */
    boolean isOwn(HttpServletRequest request) {
        var origins = Collections.list(request.getHeaders("Origin"));
        return origins.size() == 1
                && welcomes(request)
                && origins.getFirst().replaceFirst("^[^:]*://", "").equalsIgnoreCase(request.getHeader("Host"));
    }

    private boolean isWelcome(String origin, HttpServletRequest request) {
        var lower = origin.toLowerCase(Locale.ROOT);
        if (configured.origins().contains(lower)) {
            return true;
        }
        int scheme = lower.indexOf("://");
        return scheme > 0 && lower.substring(0, scheme).equals(request.getScheme())
                && isOurs(lower.substring(scheme + 3), request.getLocalPort());
    }

    private boolean isOurs(@Nullable String host, int port) {
        if (host == null) {
            return false;
        }
        var lower = host.toLowerCase(Locale.ROOT);
        var suffix = ":" + port;
        return configured.hosts().contains(lower)
                || lower.endsWith(suffix) && LOCAL.contains(lower.substring(0, lower.length() - suffix.length()));
    }
}
