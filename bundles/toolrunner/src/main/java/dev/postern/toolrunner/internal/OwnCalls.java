// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Call;
import dev.postern.core.wire.WireException;

/** Calls as a principal may see them: its own, and with {@link Session#OTHERS} those of all. */
final class OwnCalls {
    private final Rows rows;

    OwnCalls(Rows rows) {
        this.rows = rows;
    }

    /**
     * A call.
     *
     * @throws WireException {@code not_found}, also for somebody else's
     */
    Call get(Principal who, String call) throws WireException {
        return find(who, call).filter(found -> reaches(who, found.principal()))
                .orElseThrow(() -> WireException.notFound("call", call));
    }

    Optional<Call> find(Principal who, String call) {
        return rows.call(who.tenant(), call);
    }

    static boolean reaches(Principal who, String owner) {
        return owner.equals(who.id()) || who.may(Session.OTHERS);
    }
}
