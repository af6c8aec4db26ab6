// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import dev.postern.core.exchange.Pausable;
import dev.postern.core.id.Ids;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.store.Entry;
import dev.postern.core.store.Journal;
import dev.postern.core.store.JournalRecord;
import dev.postern.core.store.UnreadableException;
import dev.postern.core.store.Write;
import dev.postern.core.tool.Resolution;
import dev.postern.core.turn.Turn;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.outbox.Outbox;
import dev.postern.pipeline.internal.queue.Lanes;
import dev.postern.pipeline.internal.queue.QueuedTurn;
import dev.postern.pipeline.internal.run.Stop;
import dev.postern.pipeline.internal.surface.Surfaces;
import dev.postern.pipeline.internal.turn.LeftCalls;
import dev.postern.pipeline.internal.turn.QueueReader;
import dev.postern.pipeline.internal.turn.TurnParts;
import dev.postern.pipeline.internal.turn.TurnRunner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of it from start to stop: takes up what is open, accepts, runs, and lets go in order. */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** How long cut-off turns have to come to rest. */
    private static final Duration REST = Duration.ofSeconds(8);
    /** How long a message waits for what was open to be read: with many open turns that takes a moment. */
    private static final Duration READING = Duration.ofSeconds(5);

    private final EngineParts parts;
    private final ScheduledExecutorService timer;
    private final Lanes lanes;
    private final Inbox inbox;
    private final Cancel cancel;
    private final Resolve resolve;
    private final Outbox outbox;
    private final Surfaces surfaces;
    private final Journal.Registration listening;
    private final CountDownLatch read = new CountDownLatch(1);
    private volatile Phase phase = Phase.RECOVERING;
    /** It goes while the gateway stays: another engine takes over. */
    private volatile boolean exchanged;
    /** Guarded by this. */
    private int pauses;

    /** Does nothing before {@link #start}. */
    public Engine(EngineParts parts) {
        this.parts = parts;
        this.timer = timer();
        var ids = new Ids();
        this.outbox = new Outbox(parts.store(), parts.rows(), parts.stages().emit(), parts.settings(), timer,
                parts.clock(), parts.metrics());
        var runner = new TurnRunner(new TurnParts(parts.store(), parts.rows(), parts.journal(), parts.stages(),
                parts.tools(), parts.memories(), outbox::add, parts.metrics(), parts.budgets(), parts.settings(),
                parts.configuration(), timer, parts.clock(), new SecureRandom()::nextLong, ids));
        this.lanes = new Lanes(parts.rows(), parts.settings(), timer, runner,
                new QueueReader(parts.journal()));
        this.inbox = new Inbox(parts.store(), parts.rows(), parts.stages(), lanes,
                new Doubtful(parts.rows(), lanes, timer), parts.clock(), ids);
        this.cancel = new Cancel(parts.store(), parts.rows(), lanes,
                new LeftCalls(parts.rows(), parts.journal(), parts.tools()), parts.clock());
        this.resolve = new Resolve(parts.store(), parts.rows(), parts.journal(), lanes, parts.clock());
        this.surfaces = new Surfaces(parts.surfaces(), incoming -> accept(incoming, _ -> List.of()).receipt(),
                parts.peers(),
                parts.means(),
                outbox::surfaceOpened);
        this.listening = parts.journal().listen(this::heard);
    }

    /** Starts on threads of its own; {@link #phase} tells when it accepts. */
    public void start() {
        timer.scheduleWithFixedDelay(lanes::sweep, 30, 30, TimeUnit.SECONDS);
        Thread.ofVirtual().name("recovery").start(this::recover);
    }

    private void recover() {
        try {
            var open = parts.rows().openTurns();
            open.forEach(turn -> lanes.recover(turn.tenant(), turn.session(),
                    QueuedTurn.recovered(turn.id(), turn.state() == Turn.State.IN_DOUBT)));
            if (!open.isEmpty()) {
                LOG.info("{} turns are open from before", open.size());
            }
        } catch (RuntimeException unreadable) {
            LOG.error("open turns cannot be read; trying again", unreadable);
            timer.schedule(() -> Thread.ofVirtual().name("recovery").start(this::recover), LOOK_AGAIN.toMillis(),
                    TimeUnit.MILLISECONDS);
            return;
        }
        move(Phase.RECOVERING, Phase.ACCEPTING);
        read.countDown();
        parts.started().whenComplete((_, _) -> Thread.ofVirtual().name("opening").start(this::open));
    }

    private void open() {
        if (move(Phase.ACCEPTING, Phase.RUNNING)) {
            // first, so that no surface that fails keeps open turns from going on
            parts.settled().whenComplete((_, _) -> lanes.release());
            openLanes();
            outbox.open();
            surfaces.start();
        }
    }

    private synchronized void openLanes() {
        if (pauses == 0 && phase == Phase.RUNNING) {
            lanes.open();
        }
    }

    /** Turns stand still at their next record; what does not get there in time is cut off, and goes on from the last. */
    public Pausable.Pause pause(Duration limit) throws InterruptedException {
        synchronized (this) {
            pauses++;
            lanes.close();
        }
        var pause = new OnePause();
        boolean reached = false;
        try {
            lanes.runs().forEach(run -> run.stop(new Stop.Paused()));
            rest(limit, "they go on after a pause");
            reached = true;
            return pause;
        } finally {
            if (!reached) {
                pause.close();
            }
        }
    }

    private final class OnePause implements Pausable.Pause {
        private final AtomicBoolean over = new AtomicBoolean();

        @Override
        public void close() {
            if (over.compareAndSet(false, true)) {
                synchronized (Engine.this) {
                    pauses--;
                }
                openLanes();
            }
        }
    }

    /** Accepts a message; durable when it returns. */
    public Accepted accept(Incoming incoming, Function<Accepted, List<Write>> riders) throws WireException {
        awaitReading();
        if (exchanged) {
            throw WireException.away("the pipeline is being exchanged");
        }
        if (phase != Phase.ACCEPTING && phase != Phase.RUNNING) {
            throw new WireException(ErrorCode.UNAVAILABLE, phase == Phase.RECOVERING
                    ? "the gateway is still reading what was open when it stopped"
                    : "the gateway is going away", List.of(), true, Duration.ofSeconds(2));
        }
        try {
            return inbox.accept(incoming, riders);
        } catch (UnreadableException unreadable) {
            throw WireException.of(unreadable);
        }
    }

    private void awaitReading() {
        try {
            var _ = read.await(READING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cancels a turn; durable when it returns. */
    public void cancel(String tenant, String turn, Stop.Cancelled stop) throws WireException, InterruptedException {
        cancel.cancel(tenant, turn, stop);
    }

    /**
     * Takes what an operator says of a call in doubt; durable when it returns, and the turn goes on.
     *
     * @param riders what becomes durable with it
     * @throws WireException {@code conflict} for one that is not in doubt, with what was said first
     */
    public void resolve(Turn turn, String call, Resolution.Outcome outcome, String note, String by, List<Write> riders)
            throws WireException, InterruptedException {
        resolve.resolve(new Resolve.Wanted(turn.tenant(), turn.id(), call, outcome, note, by, riders));
    }

    /** Whether the turn runs now; that it does need not be on record yet. */
    public boolean isRunning(Turn turn) {
        return lanes.isRunning(turn.tenant(), turn.session(), turn.id());
    }

    /** Where the engine stands. */
    public Phase phase() {
        return phase;
    }

    /** Turns that wait. */
    public int waiting() {
        return lanes.waiting();
    }

    /** Turns that run. */
    public int running() {
        return lanes.runs().size();
    }

    /** Replies on their way. */
    public int undelivered() {
        return outbox.depth();
    }

    /** The surfaces. */
    public Surfaces surfaces() {
        return surfaces;
    }

    /** Takes over changed settings. */
    public void settingsChanged() {
        lanes.resize();
    }

    /** Accepts no more, begins no more, waits for what runs, and cuts off what takes too long. */
    public synchronized void drain() throws InterruptedException {
        if (phase == Phase.DRAINED) {
            return;
        }
        phase = Phase.DRAINING;
        read.countDown();
        surfaces.close();
        lanes.close();
        rest(parts.settings().get().drain(), "they go on after the next start");
        outbox.close();
        phase = Phase.DRAINED;
    }

    private void rest(Duration longest, String then) throws InterruptedException {
        if (!await(longest)) {
            LOG.info("{} turns are cut off; {}", lanes.runs().size(), then);
            lanes.runs().forEach(run -> run.stop(new Stop.Drained()));
            await(REST);
        }
    }

    private boolean await(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (var run : lanes.runs()) {
            if (!run.awaitOver(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    /** What goes away alone comes back in a moment: turns are not waited for, only their next records. */
    @Override
    public void close() {
        try {
            if (phase != Phase.DRAINED) {
                exchanged = true;
                lanes.close();
                lanes.runs().forEach(run -> run.stop(new Stop.Paused()));
            }
            drain();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            listening.close();
            timer.shutdownNow();
        }
    }

    /** On the store's own thread: must not block. */
    private void heard(List<JournalRecord> records) {
        for (var record : records) {
            var entry = record.entry();
            @Nullable
            String session = entry.session();
            if (session == null) {
                continue;
            }
            switch (entry.type()) {
                case SESSION_UPDATED, SESSION_ERASED ->
                    lanes.sessionChanged(entry.tenant(), session, entry.meta().integer("revision").orElse(0L));
                case APPROVAL_DECIDED -> told(entry, session, entry.meta().text("approval").orElse(""));
                case TOOL_FINISHED -> told(entry, session, Objects.requireNonNullElse(entry.call(), ""));
                default -> {
                    // nothing of a turn waits for it
                }
            }
        }
    }

    private void told(Entry entry, String session, String id) {
        @Nullable
        String turn = entry.turn();
        if (turn != null) {
            lanes.told(entry.tenant(), session, turn, id);
        }
    }

    private synchronized boolean move(Phase from, Phase to) {
        if (phase != from) {
            return false;
        }
        phase = to;
        return true;
    }

    private static ScheduledExecutorService timer() {
        var timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("pipeline-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return Executors.unconfigurableScheduledExecutorService(timer);
    }

    /** Where an engine stands. */
    public enum Phase {
        RECOVERING,
        /** Messages are taken and wait for all bundles to be up. */
        ACCEPTING,
        RUNNING,
        DRAINING,
        DRAINED
    }
}
