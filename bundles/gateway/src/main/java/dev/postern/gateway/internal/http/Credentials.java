// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.BrowserSessions;
import dev.postern.core.identity.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Who sends a request: a program by its bearer token (RFC 6750), in the header only, for addresses end up in logs and
 * histories; a page of ours by its browser's session. What brings a token goes by that alone.
 */
final class Credentials {
    private static final String SCHEME = "Bearer ";

    private final Authenticator authenticator;
    private final BrowserSessions sessions;
    private final HostPolicy policy;

    Credentials(Authenticator authenticator, BrowserSessions sessions, HostPolicy policy) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.policy = policy;
    }

    /** Who asks, when he may by one of the scopes; else the answer is sent. */
    Optional<Principal> principal(HttpServletRequest request, HttpServletResponse response, String... scopes)
            throws IOException {
        var header = request.getHeader("Authorization");
        var principal = header == null ? browser(request) : program(header);
        if (principal.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"postern\"");
            Problem.of(401, "Unauthorized", "this needs the header Authorization: Bearer <token>").send(response);
            return Optional.empty();
        }
        if (Arrays.stream(scopes).noneMatch(principal.get()::may)) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"postern\", error=\"insufficient_scope\"");
            Problem.of(403, "Forbidden", "this needs the scope " + String.join(" or ", scopes)).send(response);
            return Optional.empty();
        }
        return principal;
    }

    private Optional<Principal> program(String header) {
        var token = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : "";
        return token.isEmpty() ? Optional.empty() : authenticator.authenticate(token);
    }

    /**
     * A browser sends its cookie for pages of other ports of this host, too, and says from where they ask: of what changes
     * something by Origin, of what is read by Sec-Fetch-Site (Fetch Metadata), which no page can set.
     */
    private Optional<Principal> browser(HttpServletRequest request) {
        var own = Methods.isRead(request)
                ? "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
                : policy.isOwn(request);
        return own ? SessionCookie.session(request, sessions).map(BrowserSession::principal) : Optional.empty();
    }
}
