// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

import dev.postern.core.session.Session;
import dev.postern.core.session.Session.ExecutionState;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.run.RunningTurn;
import dev.postern.pipeline.internal.run.Stop;
import org.jspecify.annotations.Nullable;

/**
 * One session's turns, in the order of their acceptance, one at a time. The lock is never held across I/O; batches are
 * submitted under it, so that the journal has the order of the queue.
 */
public final class Lane {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final Set<QueuedTurn.State> CANCELLABLE = EnumSet.of(QueuedTurn.State.WAITING,
            QueuedTurn.State.PARKED, QueuedTurn.State.IN_DOUBT);

    private final Lanes lanes;
    private final SessionCache session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<QueuedTurn> queue = new ArrayDeque<>();
    private final RateLimit rate = new RateLimit();
    private @Nullable RunningTurn running;
    private @Nullable QueuedTurn current;
    private boolean working;
    private boolean retired;
    private boolean held;
    private long notBefore;
    private long lastUse;

    Lane(Lanes lanes, SessionCache session) {
        this.lanes = lanes;
        this.session = session;
        this.lastUse = System.nanoTime();
        this.notBefore = lastUse;
    }

    /**
     * Takes a turn in, if session and gateway have room.
     *
     * @param seen the session as its route found it
     * @param rate what the turn is charged to
     * @param submit submits the acceptance; is told how many are ahead
     * @return the turn; empty when this lane was given up meanwhile and another must be asked for
     */
    Optional<QueuedTurn> enqueue(Session seen, RateLimit rate, IntFunction<QueuedTurn> submit) throws WireException {
        lock.lock();
        try {
            if (retired) {
                return Optional.empty();
            }
            lastUse = System.nanoTime();
            session.saw(seen);
            admit(seen, rate);
            var turn = submit.apply(queue.size() + (running == null ? 0 : 1));
            queue.add(turn);
            return Optional.of(turn);
        } finally {
            lock.unlock();
        }
    }

    private void admit(Session seen, RateLimit charged) throws WireException {
        if (seen.state() == ExecutionState.QUARANTINED) {
            throw new WireException(ErrorCode.PRECONDITION_FAILED,
                    "the session " + seen.id() + " is quarantined; it accepts nothing until it is resumed");
        }
        if (queue.size() >= seen.settings().maxQueued()) {
            throw WireException.overloaded("the session has " + queue.size() + " messages waiting, which is its limit",
                    Duration.ofSeconds(1));
        }
        if (!lanes.room().enter(lanes.maxWaiting())) {
            throw WireException.overloaded("the gateway has " + lanes.maxWaiting()
                    + " messages waiting, which is its limit", Duration.ofSeconds(1));
        }
        var wait = charged.take(seen.settings().messagesPerMinute(), lastUse);
        if (!wait.isZero()) {
            lanes.room().leave();
            throw new WireException(ErrorCode.RATE_LIMITED, "the session accepts "
                    + seen.settings().messagesPerMinute() + " messages a minute", List.of(), true, wait);
        }
    }

    /** What those whose session it is are charged with. */
    RateLimit rate() {
        return rate;
    }

    /** The turn's acceptance is durable. */
    void accepted(QueuedTurn turn) {
        lock.lock();
        try {
            turn.state(QueuedTurn.State.WAITING);
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** The turn's acceptance was refused, or it is cancelled: it leaves the queue. */
    void remove(QueuedTurn turn) {
        lock.lock();
        try {
            if (queue.remove(turn)) {
                lanes.room().leave();
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Takes in a turn that was accepted before. */
    void recover(QueuedTurn turn) {
        lock.lock();
        try {
            queue.add(turn);
            held = !lanes.isOpen();
            lanes.room().enter();
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** What was open when the gateway started may go on. */
    void release() {
        lock.lock();
        try {
            held = false;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** The session's row changed. */
    void sessionChanged(long revision) {
        session.changed(revision);
        wake();
    }

    /** Has the next turn run when there is one that may. */
    void wake() {
        lock.lock();
        try {
            if (working || !lanes.isOpen() || !headMayRun()) {
                return;
            }
            working = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("lane").start(this::work);
    }

    private boolean headMayRun() {
        var head = queue.peek();
        return !held && head != null && head.state() == QueuedTurn.State.WAITING && System.nanoTime() - notBefore >= 0;
    }

    private void work() {
        boolean more = true;
        while (more) {
            lanes.room().begin();
            try {
                more = runNext();
            } finally {
                lanes.room().end();
            }
        }
    }

    /** Runs one turn; false when none may run now. */
    private boolean runNext() {
        Session now;
        try {
            now = session.get();
        } catch (RuntimeException unreadable) {
            retryLater(unreadable, 0);
            return false;
        }
        RunningTurn turn;
        QueuedTurn head;
        lock.lock();
        try {
            head = queue.peek();
            if (head == null || !lanes.isOpen() || !headMayRun() || now.state() != ExecutionState.ACTIVE) {
                // a change of the session that came since is seen by wake
                working = session.isChanged() && lanes.isOpen() && headMayRun();
                return working;
            }
            head.begin();
            queue.poll();
            lanes.room().leave();
            turn = new RunningTurn(head.id(), lanes.timer());
            running = turn;
            current = head;
        } finally {
            lock.unlock();
        }
        return settle(head, turn, lanes.run(head, session, turn));
    }

    private boolean settle(QueuedTurn turn, RunningTurn run, Outcome outcome) {
        boolean more;
        lock.lock();
        try {
            running = null;
            current = null;
            lastUse = System.nanoTime();
            working = outcome instanceof Outcome.Ended;
            switch (outcome) {
                case Outcome.Ended(var progress) -> session.progress(progress);
                case Outcome.InDoubt _ -> putBack(turn, QueuedTurn.State.IN_DOUBT);
                case Outcome.Waiting(var on) -> {
                    working = !turn.park(on);
                    putBack(turn);
                }
                case Outcome.Left _ -> putBack(turn, QueuedTurn.State.WAITING);
                case Outcome.Again(var cause) -> {
                    turn.failed();
                    putBack(turn, QueuedTurn.State.WAITING);
                    retryLater(cause, turn.failures());
                }
            }
            more = working;
        } finally {
            lock.unlock();
        }
        run.over();
        return more;
    }

    private void putBack(QueuedTurn turn, QueuedTurn.State state) {
        turn.state(state);
        putBack(turn);
    }

    private void putBack(QueuedTurn turn) {
        queue.addFirst(turn);
        lanes.room().enter();
    }

    /** Something that one of the turns may wait for came to something. */
    void told(String turn, String id) {
        boolean goesOn = false;
        lock.lock();
        try {
            if (current != null && current.id().equals(turn)) {
                goesOn = current.told(id);
            }
            for (var waiting : queue) {
                goesOn |= waiting.id().equals(turn) && waiting.told(id);
            }
        } finally {
            lock.unlock();
        }
        if (goesOn) {
            wake();
        }
    }

    /** Nothing can be read or written now: nobody works until a little later. */
    private void retryLater(Throwable cause, int failures) {
        var wait = FIRST_RETRY.multipliedBy(1L << Math.min(10, Math.max(0, failures - 1)));
        wait = wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
        lock.lock();
        try {
            session.forget();
            working = false;
            notBefore = System.nanoTime() + wait.toNanos();
        } finally {
            lock.unlock();
        }
        lanes.later(cause, wait, this::wake);
    }

    /** What can be cancelled: a run to wait for, a turn in the queue to write off, or nothing that is here. */
    Cancellable cancel(String id, Stop.Cancelled stop) {
        lock.lock();
        try {
            if (running != null && running.id().equals(id)) {
                running.stop(stop);
                return new Cancellable.Running(running);
            }
            for (var turn : queue) {
                if (turn.id().equals(id) && CANCELLABLE.contains(turn.state())) {
                    return take(turn);
                }
            }
            return new Cancellable.NotHere();
        } finally {
            lock.unlock();
        }
    }

    /** A turn in doubt, for what is known of it to be written; empty when it does not stand so here. */
    Optional<Cancellable.Waiting> doubtful(String id) {
        lock.lock();
        try {
            return queue.stream()
                    .filter(turn -> turn.id().equals(id) && turn.state() == QueuedTurn.State.IN_DOUBT)
                    .findFirst()
                    .map(this::take);
        } finally {
            lock.unlock();
        }
    }

    private Cancellable.Waiting take(QueuedTurn turn) {
        // what it is told meanwhile is not heard: it looks by itself when it is put back
        var before = turn.state() == QueuedTurn.State.PARKED ? QueuedTurn.State.WAITING : turn.state();
        turn.state(QueuedTurn.State.WRITING);
        return new Cancellable.Waiting(this, turn, before);
    }

    /** Writing off a turn did not succeed: it is as it was. */
    void restore(QueuedTurn turn, QueuedTurn.State state) {
        lock.lock();
        try {
            turn.state(state);
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** The turn that runs now. */
    Optional<RunningTurn> running() {
        lock.lock();
        try {
            return Optional.ofNullable(running);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the lane up when nothing needed it for the time: by then its rate limit is full again. */
    boolean retire(Duration unused) {
        lock.lock();
        try {
            retired = retired || queue.isEmpty() && !working && running == null
                    && System.nanoTime() - lastUse > unused.toNanos();
            return retired;
        } finally {
            lock.unlock();
        }
    }
}
