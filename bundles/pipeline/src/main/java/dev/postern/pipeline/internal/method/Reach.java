// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.method;

import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.WireException;

/** Finds what is within a principal's reach; anything else is not there, in the words for what never was. */
record Reach(Rows rows) {

    Session session(Principal who, String id) throws WireException {
        return rows.session(who.tenant(), id)
                .filter(session -> session.isWithinReachOf(who))
                .orElseThrow(() -> WireException.notFound("session", id));
    }

    Turn turn(Principal who, String id) throws WireException {
        return rows.turn(who.tenant(), id)
                .filter(turn -> has(who, turn))
                .orElseThrow(() -> WireException.notFound("turn", id));
    }

    /** Whether the turn's session is. */
    boolean has(Principal who, Turn turn) {
        return rows.session(turn.tenant(), turn.session()).filter(session -> session.isWithinReachOf(who)).isPresent();
    }
}
