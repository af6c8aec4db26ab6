// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.NormalizedMessage;

/**
 * What a turn begins from, as {@code message.accepted} holds it.
 *
 * @param id the turn
 * @param session its session
 * @param message what was said
 * @param principal whose rights it has
 * @param traceparent W3C trace context of what brought it
 * @param dryRun whether it executes nothing
 * @param at when it was accepted
 * @param messages the ids of its messages, {@code m_…}, in order; several when the turn collected them
 */
public record AcceptedTurn(
        String id,
        String session,
        NormalizedMessage message,
        Principal principal,
        Optional<String> traceparent,
        boolean dryRun,
        Instant at,
        List<String> messages) {
    /** Copies the ids. */
    public AcceptedTurn {
        messages = List.copyOf(messages);
    }

    /** Whose it is. */
    public String tenant() {
        return message.tenant();
    }
}
