// SPDX-License-Identifier: Apache-2.0
package dev.postern.memory.internal;

import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;

/** Sessions as clients may know of them. */
final class SessionReach {
    private SessionReach() {}

    /** A session within the asker's reach, or the words for one that never was. */
    static Session find(Rows rows, String id, MethodContext context) throws WireException {
        return rows.session(context.principal().tenant(), id)
                .filter(session -> session.isWithinReachOf(context.principal()))
                .orElseThrow(() -> WireException.notFound("session", id));
    }
}
