// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import dev.postern.core.session.Session;
import dev.postern.core.session.Session.ExecutionState;
import dev.postern.core.session.SessionSettings.QueueMode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.record.Arrival;
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
    private final Line line;
    private final Memory memory;
    private final Alarm alarm;
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
        this.line = new Line(lanes.room());
        this.memory = new Memory(lanes, lock, line);
        this.alarm = new Alarm(lanes, this::wake);
        this.lastUse = System.nanoTime();
        this.notBefore = lastUse;
    }

    /**
     * Takes a message in, if session and gateway have room.
     *
     * @param rate what it is charged to
     * @return its place; empty when the caller must ask again, of another lane perhaps
     */
    Optional<Lanes.Place> enqueue(Newcomer newcomer, RateLimit rate) throws WireException {
        lock.lock();
        try {
            if (retired || line.mustSettle(newcomer)) {
                return Optional.empty();
            }
            lastUse = System.nanoTime();
            session.saw(newcomer.session());
            new Admission(lanes).admit(newcomer.session(), line.messages(), rate, lastUse);
            int ahead = line.messages() + (running == null ? 0 : 1);
            var host = line.host(newcomer);
            if (host.isPresent()) {
                newcomer.acceptance().join(host.get().id(), ahead);
                host.get().join(newcomer.bytes(), lastUse);
                return Optional.of(new Lanes.Place(this, host.get(), rate, newcomer.bytes(), true));
            }
            var arrival = new Arrival(newcomer.mode(), line.target(newcomer, Optional.ofNullable(current)));
            var turn = QueuedTurn.submitted(newcomer.acceptance().open(ahead, arrival), arrival,
                    newcomer.mode() == QueueMode.COLLECT
                            ? new Gathering(lanes.collect(newcomer.session()), newcomer.bytes(), lastUse)
                            : null);
            line.add(turn);
            return Optional.of(new Lanes.Place(this, turn, rate, newcomer.bytes(), false));
        } finally {
            lock.unlock();
        }
    }

    /** Learns it, or waits for it. */
    void settle(Newcomer newcomer) {
        if (newcomer.mode() == QueueMode.QUEUE) {
            return;
        }
        memory.learn(newcomer.session(), this::interrupt);
        Optional<QueuedTurn> tail;
        lock.lock();
        try {
            tail = line.tail().filter(turn -> turn.state() == QueuedTurn.State.SUBMITTED && line.mustSettle(newcomer));
        } finally {
            lock.unlock();
        }
        tail.ifPresent(turn -> turn.settled().join());
    }

    /** Ends the turn that a message interrupts, or has it end once it runs again. */
    private void interrupt(QueuedTurn by) {
        if (!by.interrupts() || by.begun()) {
            return;
        }
        var target = by.arrival().target().orElse("");
        var stop = new Stop.Cancelled(by.by(), Optional.of(by.id()), List.of());
        if (running != null && current != null && current.id().equals(target)) {
            current.interrupt(stop);
            running.stop(stop);
        } else {
            line.stream().filter(turn -> turn.id().equals(target)).forEach(turn -> turn.interrupt(stop));
        }
    }

    /** What those whose session it is are charged with. */
    RateLimit rate() {
        return rate;
    }

    /** The turn's acceptance is durable. */
    void accepted(QueuedTurn turn) {
        change(() -> {
            turn.state(QueuedTurn.State.WAITING);
            interrupt(turn);
        });
    }

    /** A message that the turn collects is durable. */
    void joined(QueuedTurn turn) {
        change(() -> turn.gathering().ifPresent(Gathering::joined));
    }

    /** It was refused, or nobody knows: then the journal tells. */
    void notJoined(QueuedTurn turn, int bytes) {
        change(() -> {
            turn.doubt();
            turn.gathering().ifPresent(gathering -> gathering.refused(bytes));
            lanes.room().leave();
        });
    }

    /** The turn's acceptance was refused, or it is cancelled: it leaves the queue. */
    void remove(QueuedTurn turn) {
        change(() -> {
            line.remove(turn);
            turn.settled().complete(null);
        });
    }

    /** Takes in a turn that was accepted before. */
    void recover(QueuedTurn turn) {
        change(() -> {
            line.recover(turn);
            held = !lanes.isOpen();
        });
    }

    /** What was open when the gateway started may go on. */
    void release() {
        change(() -> held = false);
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
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

    /** Also sees to it that somebody looks again when it may once it has collected long enough. */
    private boolean headMayRun() {
        long now = System.nanoTime();
        if (held || now - notBefore < 0 || !line.isReady()) {
            return false;
        }
        var due = line.due().filter(when -> when - now > 0);
        due.ifPresent(when -> alarm.set(when, now));
        return due.isEmpty();
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
            memory.learn(now, this::interrupt);
        } catch (RuntimeException unreadable) {
            retryLater(unreadable, 0);
            return false;
        }
        RunningTurn turn;
        QueuedTurn head;
        lock.lock();
        try {
            if (!lanes.isOpen() || !headMayRun() || now.state() != ExecutionState.ACTIVE) {
                // a change of the session that came since is seen by wake
                working = session.isChanged() && lanes.isOpen() && headMayRun();
                return working;
            }
            head = line.head().orElseThrow();
            line.remove(head);
            head.begin();
            turn = new RunningTurn(head.id(), lanes.timer());
            head.interruption().ifPresent(turn::stop);
            running = turn;
            current = head;
        } finally {
            lock.unlock();
        }
        return settle(head, turn, lanes.run(head, session, turn, new LaneSteering(lock, line, head.id())));
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
                    line.putBack(turn);
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
        line.putBack(turn);
    }

    /** Something that one of the turns may wait for came to something. */
    void told(String turn, String id) {
        boolean goesOn = false;
        lock.lock();
        try {
            if (current != null && current.id().equals(turn)) {
                goesOn = current.told(id);
            }
            for (var waiting : line.stream().toList()) {
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
            return line.stream()
                    .filter(turn -> turn.id().equals(id) && CANCELLABLE.contains(turn.state())
                            && !turn.gathering().filter(Gathering::isJoined).isPresent())
                    .findFirst()
                    .<Cancellable>map(this::take)
                    .orElseGet(Cancellable.NotHere::new);
        } finally {
            lock.unlock();
        }
    }

    /** A turn in doubt, for what is known of it to be written; empty when it does not stand so here. */
    Optional<Cancellable.Waiting> doubtful(String id) {
        lock.lock();
        try {
            return line.stream()
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
        change(() -> turn.state(state));
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
            retired = retired || line.isEmpty() && !working && running == null
                    && System.nanoTime() - lastUse > unused.toNanos();
            return retired;
        } finally {
            lock.unlock();
        }
    }
}
