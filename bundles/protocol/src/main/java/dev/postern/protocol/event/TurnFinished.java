// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.turn.Turn;
import dev.postern.protocol.WireRecord;

/**
 * A turn ended with what it had to say.
 *
 * @param turn the turn
 * @param session its session
 * @param state {@code finished}
 * @param reply what it said; empty when it had nothing to say
 * @param steps how many steps it took
 * @param end how it ended: {@code reply}, {@code ask}, {@code stop} or {@code steered}
 * @param into the turn that its message reached, when it ended as {@code steered}
 * @param usage what it used of models; absent when it asked none
 */
@WireRecord("turn.finished")
@Description("A turn ended with what it had to say.")
public record TurnFinished(
        String turn,
        String session,
        Turn.State state,
        @Description("Empty when it had nothing to say.") String reply,
        Optional<Integer> steps,
        @Description("How it ended: reply, ask, stop, or steered: its message reached another turn.") Optional<String> end,
        @Description("The turn that its message reached.") Optional<String> into,
        Optional<TurnUsage> usage) {}
