// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.postern.core.identity.Authenticator;
import dev.postern.core.identity.BrowserSession;
import dev.postern.core.identity.Principal;
import dev.postern.protocol.Connect;

/**
 * What a connection has shown of who it speaks for: the token of its connect, or the session of the page that opened it.
 *
 * @param principal who that is
 * @param current whether it still counts
 * @param use whether it still counts, and that a request makes use of it
 */
record Proof(Principal principal, BooleanSupplier current, BooleanSupplier use) {

    /**
     * Of the first frame.
     *
     * @param browser the session that the upgrade carried; of no account to a connect that brings a proof of its own
     * @return empty when it proves nothing
     */
    static Optional<Proof> of(Connect connect, Optional<BrowserSession> browser, Authenticator tokens) {
        return connect.auth().isPresent()
                ? connect.auth().flatMap(Connect.Auth::token).flatMap(tokens::authenticate).map(who -> of(who, tokens))
                : browser.filter(BrowserSession::use).map(Proof::of);
    }

    private static Proof of(Principal who, Authenticator tokens) {
        return new Proof(who, () -> tokens.current(who), () -> tokens.current(who));
    }

    private static Proof of(BrowserSession session) {
        return new Proof(session.principal(), session::current, session::use);
    }
}
