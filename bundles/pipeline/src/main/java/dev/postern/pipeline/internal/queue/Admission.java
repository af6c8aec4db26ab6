// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;
import java.util.List;

import dev.postern.core.session.Session;
import dev.postern.core.session.Session.ExecutionState;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;

/** Whether one more message may come in: every message counts, also one that joins others. */
final class Admission {
    private final Lanes lanes;

    Admission(Lanes lanes) {
        this.lanes = lanes;
    }

    /**
     * Takes the room and the allowance that it needs.
     *
     * @param waiting messages of the session that wait
     * @param charged whose allowance
     * @param now monotonic nanoseconds
     * @throws WireException when the session takes nothing, or there is no room
     */
    void admit(Session seen, int waiting, RateLimit charged, long now) throws WireException {
        if (seen.state() == ExecutionState.QUARANTINED) {
            throw new WireException(ErrorCode.PRECONDITION_FAILED,
                    "the session " + seen.id() + " is quarantined; it accepts nothing until it is resumed");
        }
        if (waiting >= seen.settings().maxQueued()) {
            throw WireException.overloaded("the session has " + waiting + " messages waiting, which is its limit",
                    Duration.ofSeconds(1));
        }
        if (!lanes.room().enter(lanes.maxWaiting())) {
            throw WireException.overloaded("the gateway has " + lanes.maxWaiting()
                    + " messages waiting, which is its limit", Duration.ofSeconds(1));
        }
        var wait = charged.take(seen.settings().messagesPerMinute(), now);
        if (!wait.isZero()) {
            lanes.room().leave();
            throw new WireException(ErrorCode.RATE_LIMITED, "the session accepts "
                    + seen.settings().messagesPerMinute() + " messages a minute", List.of(), true, wait);
        }
    }
}
