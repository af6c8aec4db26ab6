// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Bearer tokens (RFC 6750), in the header only: addresses end up in logs and histories. */
final class Bearer {
    private static final String SCHEME = "Bearer ";

    private final Authenticator authenticator;

    Bearer(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Who asks, when he may by one of the scopes; else the answer is sent. */
    Optional<Principal> principal(HttpServletRequest request, HttpServletResponse response, String... scopes)
            throws IOException {
        var header = request.getHeader("Authorization");
        var token = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : "";
        var principal = token.isEmpty() ? Optional.<Principal>empty() : authenticator.authenticate(token);
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
}
