package dev.postern.console.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

import dev.postern.core.identity.Authenticator;
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
 * Lets in who has a token with the scope {@code console}: as the password of HTTP Basic, whatever the user's name, or as
 * a bearer token. The framework property {@code felix.webconsole.security.providers} names this provider, so that the
 * console stays away until it is there and never falls back to its own password.
 *
 * <p>What is installed has one owner, the plugin manager. So whatever would change bundles is refused here: the console
 * shows them, and plugins change through {@code plugins.*} or the deploy folder.
 */
@Component(property = SecurityProvider.PROPERTY_ID + "=" + TokenSecurityProvider.ID)
public final class TokenSecurityProvider implements SecurityProvider {
    static final String ID = "dev.postern.console";

    private static final Logger LOG = LoggerFactory.getLogger(TokenSecurityProvider.class);
    private static final String SCOPE = "console";

    private final Authenticator authenticator;

    /** Over the tokens. */
    @Activate
    public TokenSecurityProvider(@Reference Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        Optional<Principal> principal = token(request).flatMap(authenticator::authenticate);
        if (principal.isEmpty()) {
            response.setHeader("WWW-Authenticate",
                    "Basic realm=\"Postern: any user, operator token as password\", charset=\"UTF-8\"");
            refuse(response, 401, "sign in with a token as the password; $POSTERN_HOME/secrets/operator.token has one");
            return null;
        }
        if (!principal.get().may(SCOPE)) {
            refuse(response, 403, "the token has no scope " + SCOPE);
            return null;
        }
        if (ConsoleRequests.changes(request)) {
            if (!ConsoleRequests.fromHere(request)) {
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

    /** A browser forgets what it signed in with when it is refused once more. */
    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("WWW-Authenticate", "Basic realm=\"Postern: signed out\"");
        refuse(response, 401, "signed out");
    }

    private static Optional<String> token(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        String[] parts = header.strip().split(" +", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "bearer" -> Optional.of(parts[1]);
            case "basic" -> password(parts[1]);
            default -> Optional.empty();
        };
    }

    private static Optional<String> password(String credentials) {
        try {
            String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static void refuse(HttpServletResponse response, int status, String reason) {
        try {
            response.setStatus(status);
            response.setContentType("text/plain; charset=utf-8");
            response.getOutputStream().write((reason + "\n").getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
        } catch (IOException gone) {
            LOG.debug("The client went away", gone);
        }
    }
}
