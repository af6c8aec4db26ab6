// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import java.util.List;

import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Write;

/**
 * Where a message goes.
 *
 * @param session its session; not stored yet when there are opening writes
 * @param principal whose rights the turn has, with the lower trust of all who take part
 * @param opening what creates the session, to be committed with the message; empty for one that exists
 */
public record Route(Session session, Principal principal, List<Write> opening) {
    /** Copies the writes. */
    public Route {
        opening = List.copyOf(opening);
    }
}
