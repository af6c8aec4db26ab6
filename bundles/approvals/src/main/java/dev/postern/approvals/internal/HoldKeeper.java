// SPDX-License-Identifier: Apache-2.0
package dev.postern.approvals.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.postern.approvals.internal.KeptHold.End;
import dev.postern.core.approval.Approval;
import dev.postern.core.approval.Approval.State;
import dev.postern.core.approval.Holds;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.store.StoreException;
import dev.postern.core.wire.ConnectionWatch;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps holds up for as long as they are beaten: one beat every 500 ms, and none for 1,500 ms ends it, as does letting go
 * and a connection that closes. Time is the monotonic clock's, at the moment a beat is read.
 */
@Component(service = {HoldKeeper.class, Holds.class})
public final class HoldKeeper implements Holds {
    private static final Logger LOG = LoggerFactory.getLogger(HoldKeeper.class);
    static final Duration GAP = Duration.ofMillis(1_500);
    static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Duration gap;
    private final Rows rows;
    private final Moves moves;
    private final ConnectionWatch connections;
    private final Map<String, KeptHold> holds = new ConcurrentHashMap<>();
    private final Duration again;
    private final ScheduledThreadPoolExecutor timer;
    private final AutoCloseable gauge;

    /** Made by Declarative Services. */
    @Activate
    public HoldKeeper(@Reference Store store, @Reference Rows rows, @Reference ConnectionWatch connections,
            @Reference Metrics metrics) {
        this(store, rows, connections, metrics, GAP, LOOK_AGAIN);
    }

    /**
     * One of other times.
     *
     * @param gap how long a hold lasts without a beat
     * @param again how long to wait before an end is recorded that the store did not take
     */
    HoldKeeper(Store store, Rows rows, ConnectionWatch connections, Metrics metrics, Duration gap, Duration again) {
        this.gap = gap;
        this.again = again;
        this.rows = rows;
        this.connections = connections;
        moves = new Moves(store, Clock.systemUTC());
        timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("holds").factory());
        timer.setRemoveOnCancelPolicy(true);
        gauge = metrics.gauge("postern_holds", holds::size);
    }

    /** How long a hold lasts without a beat. */
    Duration gap() {
        return gap;
    }

    @Deactivate
    void close() throws Exception {
        holds.values().forEach(hold -> end(hold, End.STOPPING));
        timer.shutdownNow();
        gauge.close();
    }

    @Override
    public Optional<Hold> find(String tenant, String approval) {
        return Optional.ofNullable(holds.get(approval))
                .filter(hold -> hold.approval().tenant().equals(tenant) && !hold.isEnded())
                .map(Hold.class::cast);
    }

    /**
     * A beat: the first begins the hold, on record.
     *
     * @param approval as it was read
     * @throws WireException when somebody else holds, or it does not wait to be held
     */
    void beat(Approval approval, String principal, String connection) throws WireException {
        var held = holds.get(approval.id());
        if (held != null) {
            if (!held.isOf(principal, connection)) {
                throw new WireException(ErrorCode.CONFLICT, "somebody else holds the approval " + approval.id());
            }
            if (held.beat(System.nanoTime())) {
                return;
            }
        }
        begin(approval, principal, connection);
    }

    private void begin(Approval approval, String principal, String connection) throws WireException {
        if (approval.state() != State.PENDING) {
            throw Reach.decided(approval);
        }
        if (!approval.expiresAt().isAfter(moves.now())) {
            throw Reach.decided(approval.now(State.EXPIRED, Optional.empty()));
        }
        var hold = new KeptHold(approval, principal, connection, System.nanoTime());
        if (holds.putIfAbsent(approval.id(), hold) != null) {
            throw new WireException(ErrorCode.CONFLICT, "somebody else holds the approval " + approval.id());
        }
        boolean recorded = false;
        try {
            moves.move(List.of(approval), State.HELD, new Approval.Decision(principal, moves.now(), ""), List.of());
            recorded = true;
        } catch (StoreException refused) {
            throw refused.reason() == StoreException.Reason.APPROVAL_MOVED
                    ? rows.approval(approval.tenant(), approval.id()).map(Reach::decided)
                            .orElseGet(() -> WireException.of(refused))
                    : WireException.of(refused);
        } finally {
            if (!recorded) {
                hold.end(End.OVER);
                holds.remove(approval.id(), hold);
            }
        }
        var watching = connections.whenClosed(connection, () -> end(hold, End.DISCONNECTED));
        hold.onEnd(watching::close);
        watch(hold);
    }

    /** Lets go. Without effect when nobody, or somebody else, holds. */
    void release(String approval, String principal, String connection) {
        var held = holds.get(approval);
        if (held != null && held.isOf(principal, connection)) {
            end(held, End.RELEASED);
        }
    }

    /** What was held has come to its end by itself. */
    void over(String approval) {
        var held = holds.get(approval);
        if (held != null) {
            end(held, End.OVER);
        }
    }

    private void watch(KeptHold hold) {
        long left = hold.left(System.nanoTime(), gap.toNanos());
        if (hold.isEnded()) {
            return;
        }
        if (left <= 0) {
            end(hold, End.NO_BEAT);
            return;
        }
        try {
            timer.schedule(() -> watch(hold), left, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopping) {
            end(hold, End.STOPPING);
        }
    }

    private void end(KeptHold hold, End why) {
        if (hold.end(why)) {
            holds.remove(hold.approval().id(), hold);
            // what was not begun by now never is: a hold survives nothing
            Thread.ofVirtual().name("hold-end").start(() -> giveUp(hold.approval(), why));
        }
    }

    private void giveUp(Approval asked, End why) {
        try {
            var now = rows.approval(asked.tenant(), asked.id());
            if (now.filter(approval -> approval.state() == State.HELD).isEmpty()) {
                return;
            }
            moves.move(List.of(now.get()), State.SUPERSEDED, moves.byItself(why.reason()), List.of());
        } catch (StoreException | RuntimeException unrecorded) {
            if (unrecorded instanceof StoreException moved
                    && moved.reason() == StoreException.Reason.APPROVAL_MOVED) {
                return;
            }
            LOG.warn("the end of a hold of {} is not on record, trying again: {}", asked.id(), unrecorded.getMessage());
            try {
                timer.schedule(() -> Thread.ofVirtual().name("hold-end").start(() -> giveUp(asked, why)),
                        again.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopping) {
                LOG.debug("the next start finds it held by nobody", stopping);
            }
        }
    }
}
