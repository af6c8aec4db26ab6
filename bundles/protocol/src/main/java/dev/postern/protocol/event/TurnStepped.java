// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.core.turn.Turn;
import dev.postern.protocol.WireRecord;

/**
 * The calls of one step have ended.
 *
 * @param turn the turn
 * @param session its session
 * @param state where it stands
 * @param step counts the turn's steps, from 0
 * @param calls the calls of this step
 */
@WireRecord("turn.step")
@Description("The calls of one step have ended.")
public record TurnStepped(String turn, String session, Turn.State state, int step, List<Made> calls) {

    /** A call that was made. */
    public record Made(String call, String tool) {}
}
