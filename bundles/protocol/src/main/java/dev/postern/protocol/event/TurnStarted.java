// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.turn.Turn;
import dev.postern.protocol.WireRecord;

/**
 * A turn began.
 *
 * @param turn the turn
 * @param session its session
 * @param state {@code running}
 * @param messages the messages that it answers, in order
 */
@WireRecord("turn.started")
@Description("A turn began.")
public record TurnStarted(
        String turn,
        String session,
        Turn.State state,
        @Description("The messages that it answers, in order: several when it collected them.") Optional<List<String>> messages) {}
