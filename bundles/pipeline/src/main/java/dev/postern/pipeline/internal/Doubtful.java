// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.turn.Turn;
import dev.postern.pipeline.internal.queue.Lanes;
import dev.postern.pipeline.internal.queue.QueuedTurn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whose acceptance was answered with an error although it may have become durable: a store that fails does not
 * always know. What stands in the rows once they can be read again runs; its sender got the error and may send again,
 * which a dedupe or idempotency key then tells.
 */
final class Doubtful {
    private static final Logger LOG = LoggerFactory.getLogger(Doubtful.class);
    private static final long LOOK_AFTER_SECONDS = 5;

    private final Rows rows;
    private final Lanes lanes;
    private final ScheduledExecutorService timer;

    Doubtful(Rows rows, Lanes lanes, ScheduledExecutorService timer) {
        this.rows = rows;
        this.lanes = lanes;
        this.timer = timer;
    }

    void look(Session session, String turn) {
        try {
            timer.schedule(() -> Thread.ofVirtual().start(() -> lookNow(session, turn)), LOOK_AFTER_SECONDS,
                    TimeUnit.SECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("the next start finds it", stopping);
        }
    }

    private void lookNow(Session session, String turn) {
        try {
            rows.turn(session.tenant(), turn).filter(row -> row.state() == Turn.State.QUEUED).ifPresent(row -> {
                LOG.info("the turn {} was accepted although its sender heard otherwise; it runs", turn);
                lanes.recover(session.tenant(), session.id(), QueuedTurn.recovered(turn, false));
            });
        } catch (RuntimeException unreadable) {
            look(session, turn);
        }
    }
}
