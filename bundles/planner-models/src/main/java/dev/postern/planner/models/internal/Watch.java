// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import dev.postern.api.planner.TurnView;
import dev.postern.core.wire.Streams;

/** Shows the text of one step's answers to whoever watches the turn. Used by the planner's thread alone. */
final class Watch {
    private final Streams streams;
    private final TurnView turn;
    private int attempt;
    private long next;

    Watch(Streams streams, TurnView turn) {
        this.streams = streams;
        this.turn = turn;
        this.attempt = turn.steps().size() * Streams.ATTEMPTS_OF_STEP;
    }

    /** Another answer begins: what was shown of one before is not its beginning. */
    void begin() {
        attempt++;
        next = 0;
    }

    void show(String text) {
        send(text, false);
    }

    /** No more of this answer comes; says so to whoever saw any of it. */
    void end() {
        if (next > 0) {
            send("", true);
        }
    }

    private void send(String text, boolean end) {
        streams.send(new Streams.Piece(turn.tenant(), turn.session(), turn.turn(), attempt, next++, "token", text,
                end));
    }
}
