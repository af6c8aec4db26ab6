// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.turn.Turn;
import dev.postern.protocol.WireRecord;

/**
 * A turn failed.
 *
 * @param turn the turn
 * @param session its session
 * @param state {@code failed}
 * @param code why, for programs
 * @param message why, for people
 * @param reply what the peer is told
 * @param steps how many steps it took
 * @param usage what it used of models; absent when it asked none
 */
@WireRecord("turn.failed")
@Description("A turn failed.")
public record TurnFailed(
        String turn, String session, Turn.State state, String code, String message, Optional<String> reply,
        Optional<Integer> steps, Optional<TurnUsage> usage) {}
