// SPDX-License-Identifier: Apache-2.0
package dev.postern.console.internal;

import java.io.IOException;
import java.util.Optional;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.BrowserSessions;
import dev.postern.core.identity.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in who has the scope {@code console:use}: a browser by the session that it got at {@code /login}, a program by a
 * bearer token. The framework property {@code felix.webconsole.security.providers} names this provider, so that the
 * console stays away until it is there and never falls back to its own password.
 *
 * <p>What is installed has one owner, the plugin manager. So whatever would change bundles is refused here: the console
 * shows them, and plugins change through {@code plugins.*} or the deploy folder.
 */
@Component(property = SecurityProvider.PROPERTY_ID + "=" + TokenSecurityProvider.ID)
public final class TokenSecurityProvider implements SecurityProvider {
    static final String ID = "dev.postern.console";

    private static final Logger LOG = LoggerFactory.getLogger(TokenSecurityProvider.class);
    private static final String SCOPE = "console:use";
    private static final String LOGIN = "/login";

    private final Authenticator authenticator;
    private final BrowserSessions sessions;

    /** Over tokens and browsers. */
    @Activate
    public TokenSecurityProvider(@Reference Authenticator authenticator, @Reference BrowserSessions sessions) {
        this.authenticator = authenticator;
        this.sessions = sessions;
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        var principal = who(request);
        if (principal.isEmpty()) {
            invite(request, response);
            return null;
        }
        if (!principal.get().may(SCOPE)) {
            refuse(response, 403, "the token has no scope " + SCOPE + "; a browser that signed in with it signs out at "
                    + LOGIN);
            return null;
        }
        if (ConsoleRequests.changes(request)) {
            if (!ConsoleRequests.isProgram(request) && !ConsoleRequests.isFromOurPage(request)) {
                refuse(response, 403, "a change must come from a page of this console");
                return null;
            }
            if (ConsoleRequests.changesBundles(request)) {
                refuse(response, 403,
                        "bundles are changed through plugins.install, plugins.update, plugins.uninstall or"
                                + " the deploy folder, which check them first and can go back");
                return null;
            }
            LOG.info("{} changes {} on the console", principal.get().id(), request.getPathInfo());
        }
        return principal.get();
    }

    @Override
    public boolean authorize(Object user, String role) {
        return user instanceof Principal principal && principal.may(SCOPE);
    }

    /** The console's link asks with GET, which a page of another port of this host could do as well. */
    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        if (ConsoleRequests.isLinkOfOurs(request)) {
            session(request).ifPresent(BrowserSession::close);
        }
        redirect(response, LOGIN);
    }

    /** What a program says of itself counts before what a browser sends along. */
    private Optional<Principal> who(HttpServletRequest request) {
        return ConsoleRequests.isProgram(request)
                ? ConsoleRequests.bearerToken(request).flatMap(authenticator::authenticate)
                : session(request).map(BrowserSession::principal);
    }

    private Optional<BrowserSession> session(HttpServletRequest request) {
        return ConsoleRequests.cookies(request, BrowserSessions.COOKIE)
                .flatMap(id -> sessions.find(id).stream())
                .findFirst();
    }

    private static void invite(HttpServletRequest request, HttpServletResponse response) {
        if (ConsoleRequests.isForPeople(request)) {
            // a change cannot be asked for again by its address
            redirect(response, ConsoleRequests.changes(request)
                    ? LOGIN
                    : LOGIN + "?next=" + ConsoleRequests.address(request));
        } else {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"postern\"");
            refuse(response, 401,
                    "this needs the header Authorization: Bearer <token>; a browser signs in at " + LOGIN);
        }
    }

    private static void redirect(HttpServletResponse response, String location) {
        response.setHeader("Location", location);
        response.setHeader("Cache-Control", "no-store");
        response.setStatus(303);
        try {
            response.flushBuffer();
        } catch (IOException gone) {
            LOG.debug("The client went away", gone);
        }
    }

    /** The server words it, as it does all that it refuses. */
    private static void refuse(HttpServletResponse response, int status, String reason) {
        try {
            response.sendError(status, reason);
        } catch (IOException gone) {
            LOG.debug("The client went away", gone);
        }
    }
}
