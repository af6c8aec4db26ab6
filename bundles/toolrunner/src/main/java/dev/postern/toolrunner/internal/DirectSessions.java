// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.session.Sessions;
import dev.postern.core.store.StoreException;
import dev.postern.core.wire.WireException;

/** The sessions that calls run in: the one that is named, or the principal's own for direct calls. */
final class DirectSessions {
    private final Sessions sessions;

    DirectSessions(Sessions sessions) {
        this.sessions = sessions;
    }

    Session of(Principal principal, Optional<String> id) throws WireException, StoreException {
        if (id.isPresent()) {
            return sessions.find(principal.tenant(), id.get())
                    .filter(session -> session.isWithinReachOf(principal))
                    .orElseThrow(() -> WireException.notFound("session", id.get()));
        }
        return sessions.findOrCreate(
                new Sessions.Key(principal.tenant(), Session.DIRECT, principal.id(), Session.DIRECT));
    }
}
