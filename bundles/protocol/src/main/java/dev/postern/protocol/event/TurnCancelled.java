// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.turn.Turn;
import dev.postern.protocol.WireRecord;

/**
 * A turn was cancelled.
 *
 * @param turn the turn
 * @param session its session
 * @param state {@code cancelled}
 * @param by who did it
 * @param reason {@code interrupted} when a message did
 * @param next the turn of that message
 */
@WireRecord("turn.cancelled")
@Description("A turn was cancelled.")
public record TurnCancelled(
        String turn,
        String session,
        Turn.State state,
        Optional<String> by,
        @Description("interrupted when a message did it.") Optional<String> reason,
        @Description("The turn of that message.") Optional<String> next) {}
