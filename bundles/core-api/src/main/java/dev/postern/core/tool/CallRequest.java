// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.tool;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.message.Origin;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;

/**
 * A call that is wanted.
 *
 * @param call its id, given by the caller: the same when it is tried again after a crash
 * @param session the session it runs in
 * @param turn its turn, if it belongs to one
 * @param step the turn's step, from 1; 0 outside any turn
 * @param principal who asks
 * @param tool the tool's name
 * @param versions a version range; empty for what {@link Session#versions} says
 * @param input not validated yet
 * @param origin where the arguments came from, at worst
 * @param dryRun whether to preview only
 * @param traceparent W3C trace context
 * @param previously what the journal knows of the call from before the gateway went down, or it began to wait
 */
public record CallRequest(
        String call,
        Session session,
        Optional<String> turn,
        int step,
        Principal principal,
        String tool,
        String versions,
        JsonObject input,
        Origin origin,
        boolean dryRun,
        Optional<String> traceparent,
        Previously previously) {

    /** How far the call had come before the gateway went down. */
    public enum Previously {
        /** Nothing is recorded of it, or only that it was asked for. */
        NOT_STARTED,
        /** It was asked for and waits for an approval, or has just got it. */
        WAITING,
        /** {@code tool.started} stands without an end: it may have happened. */
        STARTED,
        /** It stood in doubt, and an operator wants it made again under the same key. */
        RETRIED
    }
}
