// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import dev.postern.api.schema.Description;
import dev.postern.core.turn.Turn;
import dev.postern.protocol.WireRecord;

/**
 * A turn stands elsewhere now.
 *
 * @param turn the turn
 * @param session its session
 * @param state where it stands
 */
@WireRecord("turn.accepted")
@Description("A turn stands elsewhere now.")
public record TurnChanged(String turn, String session, Turn.State state) {}
