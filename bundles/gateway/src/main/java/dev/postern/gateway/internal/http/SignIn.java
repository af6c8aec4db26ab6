// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.BrowserSessions;
import dev.postern.core.identity.Principal;
import dev.postern.core.store.Batch;
import dev.postern.core.store.Entry;
import dev.postern.core.store.RecordType;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.store.Write;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges tokens for sessions of browsers, whichever page asks: one brake against guessing for all of them, and each
 * that succeeds is on record before the browser has it.
 */
@Component(service = SignIn.class)
public final class SignIn {
    /** What a page tells who comes with what is no token. */
    static final String UNKNOWN = "There is no such token now. Paste all of it, from pst_ to its end; one that was revoked"
            + " or has expired needs a new one in its place.";
    /** What it tells who tries too often. */
    static final String BRAKED = "Too many attempts from here. Wait a minute, then try again.";
    /** What it tells while nothing can be recorded. */
    static final String UNRECORDED = "Signing in could not be recorded now, and is refused for that. Look at the gateway's"
            + " store, or use the command line.";

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    private final Authenticator authenticator;
    private final BrowserSessions sessions;
    private final Store store;
    private final Brake brake = new Brake();

    /** Over tokens, sessions and the record of who came. */
    @Activate
    public SignIn(
            @Reference Authenticator authenticator,
            @Reference BrowserSessions sessions,
            @Reference Store store) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.store = store;
    }

    /** What came of it, with the HTTP status that says so. */
    enum Outcome {
        SIGNED_IN(200, ""),
        UNKNOWN(401, SignIn.UNKNOWN),
        BRAKED(429, SignIn.BRAKED),
        UNRECORDED(503, SignIn.UNRECORDED);

        private final int status;
        private final String words;

        Outcome(int status, String words) {
            this.status = status;
            this.words = words;
        }

        int status() {
            return status;
        }

        /** Why not, for people. */
        String words() {
            return words;
        }
    }

    /** Gives the browser a session for a token, in place of the one that it may have. */
    Outcome in(String token, HttpServletRequest request, HttpServletResponse response) {
        var address = request.getRemoteAddr();
        if (!brake.lets(address, System.nanoTime())) {
            response.setHeader("Retry-After", Long.toString(Brake.WINDOW.toSeconds()));
            return Outcome.BRAKED;
        }
        var who = authenticator.authenticate(token.strip());
        if (who.isEmpty()) {
            LOG.warn("somebody at {} tried to sign in with what is no token", address);
            response.setHeader("WWW-Authenticate", "Bearer realm=\"postern\"");
            return Outcome.UNKNOWN;
        }
        brake.release(address);
        try {
            store.commit(record(RecordType.BROWSER_SIGNED_IN, who.get(), address));
        } catch (StoreException e) {
            LOG.error("{} could not sign in a browser, for it cannot be recorded: {}", who.get().id(), e.toString());
            return Outcome.UNRECORDED;
        }
        SessionCookie.session(request, sessions).ifPresent(BrowserSession::close);
        SessionCookie.give(request, response, sessions.open(who.get()));
        LOG.info("{} signed in a browser at {}", who.get().id(), address);
        return Outcome.SIGNED_IN;
    }

    /** Ends the browser's session, and with it the connections that it opened: also when that cannot be recorded. */
    void out(HttpServletRequest request, HttpServletResponse response) {
        SessionCookie.session(request, sessions).ifPresent(session -> {
            session.close();
            var address = request.getRemoteAddr();
            LOG.info("{} signed out a browser at {}", session.principal().id(), address);
            store.submit(record(RecordType.BROWSER_SIGNED_OUT, session.principal(), address))
                    .whenComplete((commit, failed) -> {
                        if (failed != null) {
                            LOG.error("that {} signed out is not on record: {}", session.principal().id(),
                                    failed.toString());
                        }
                    });
        });
        SessionCookie.take(request, response);
    }

    /** The session of the browser that asks. */
    Optional<BrowserSession> session(HttpServletRequest request) {
        return SessionCookie.session(request, sessions);
    }

    private static Batch record(RecordType type, Principal who, String address) {
        return Batch.of(new Write.Append(new Entry(type, who.tenant(), null, null, null,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                JsonObject.builder().put("principal", who.id()).put("address", address).build(), JsonObject.EMPTY,
                JsonObject.EMPTY)));
    }
}
