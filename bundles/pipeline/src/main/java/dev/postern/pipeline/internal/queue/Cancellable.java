// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import dev.postern.pipeline.internal.run.RunningTurn;

/** What a request to cancel met. */
public sealed interface Cancellable {
    /**
     * It runs, and was told to stop.
     *
     * @param turn the run
     */
    record Running(RunningTurn turn) implements Cancellable {}

    /** It waits, and does not begin until it is written off or put back. */
    final class Waiting implements Cancellable {
        private final Lane lane;
        private final QueuedTurn turn;
        private final QueuedTurn.State before;

        Waiting(Lane lane, QueuedTurn turn, QueuedTurn.State before) {
            this.lane = lane;
            this.turn = turn;
            this.before = before;
        }

        /** It is durable that it is cancelled. */
        public void done() {
            lane.remove(turn);
        }

        /** It could not be written. */
        public void undo() {
            lane.restore(turn, before);
        }

        /** What stood in doubt is known: it goes on when its turn comes. */
        public void goesOn() {
            lane.restore(turn, QueuedTurn.State.WAITING);
        }
    }

    /** It is not in the lane: it ended, or is being cancelled by somebody else. */
    record NotHere() implements Cancellable {}
}
