// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.util.Optional;

import dev.postern.core.session.Session;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.pipeline.internal.record.AcceptedTurn;
import dev.postern.pipeline.internal.record.Arrival;

/**
 * A message that wants into its session's queue.
 *
 * @param session as its route found it
 * @param speaker whose it is
 * @param wanted the mode that its sender names; empty for the session's
 * @param bytes of its text, in UTF-8
 * @param acceptance makes it durable
 */
public record Newcomer(
        Session session, Speaker speaker, Optional<QueueMode> wanted, int bytes, Acceptance acceptance) {

    QueueMode mode() {
        return wanted.orElse(session.settings().queueMode());
    }

    /** Submits what becomes durable; one of both is called, once, under the lane's lock. */
    public interface Acceptance {
        /**
         * With a turn of its own.
         *
         * @param ahead how many messages are
         * @param arrival how it came
         */
        AcceptedTurn open(int ahead, Arrival arrival);

        /**
         * Into a turn that has not begun.
         *
         * @param turn the turn
         * @param ahead how many messages are
         */
        void join(String turn, int ahead);
    }
}
