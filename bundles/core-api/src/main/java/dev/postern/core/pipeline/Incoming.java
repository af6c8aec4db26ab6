// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import java.util.Optional;

import dev.postern.api.surface.InboundMessage;
import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings.QueueMode;

/**
 * A message as it came in: from a surface's adapter, or from a client of the wire.
 *
 * @param principal whom limits charge and whose rights its turn has; its tenant is the message's
 * @param surface the surface's name; {@link Session#GATEWAY} for clients of the wire
 * @param session the session it is for, when the sender names one; otherwise surface, peer and thread decide
 * @param message what was said; an empty dedupe key means that it is no repeat of any other
 * @param traceparent W3C trace context of what brought it
 * @param dryRun whether its turn executes nothing
 * @param mode what it does to a turn that runs; empty for what the session says
 * @param preface what comes with it
 */
public record Incoming(
        Principal principal,
        String surface,
        Optional<String> session,
        InboundMessage message,
        Optional<String> traceparent,
        boolean dryRun,
        Optional<QueueMode> mode,
        Preface preface) {

    /** One that comes alone. */
    public Incoming(Principal principal, String surface, Optional<String> session, InboundMessage message,
            Optional<String> traceparent, boolean dryRun, Optional<QueueMode> mode) {
        this(principal, surface, session, message, traceparent, dryRun, mode, Preface.NONE);
    }

    /** One whose turn executes what it decides, in the session's own mode. */
    public Incoming(Principal principal, String surface, Optional<String> session, InboundMessage message,
            Optional<String> traceparent) {
        this(principal, surface, session, message, traceparent, false, Optional.empty());
    }
}
