// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.postern.core.identity.Principal;
import dev.postern.core.session.Session;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.Settings;
import dev.postern.pipeline.internal.run.RunningTurn;
import dev.postern.pipeline.internal.run.Stop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sessions' lanes, and the room they share. */
public final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    /** A rate limit is full again after a minute, so nothing is lost with a lane that was idle for longer. */
    private static final Duration KEPT = Duration.ofSeconds(61);

    private final Map<Key, Lane> lanes = new ConcurrentHashMap<>();
    private final Rows rows;
    private final Supplier<Settings> settings;
    private final ScheduledExecutorService timer;
    private final Runner runner;
    private final Remembered.Reader reader;
    private final Room room;
    private final SpeakerLimits speakers = new SpeakerLimits();
    private volatile boolean open;

    /** Closed at first: turns gather and none runs. */
    public Lanes(Rows rows, Supplier<Settings> settings, ScheduledExecutorService timer, Runner runner,
            Remembered.Reader reader) {
        this.rows = rows;
        this.settings = settings;
        this.timer = timer;
        this.runner = runner;
        this.reader = reader;
        this.room = new Room(settings.get().maxRunning());
    }

    /**
     * Takes a message into its session's lane. Waits where its mode needs to know what is on its way.
     *
     * @param sender whose messages are counted
     * @return the place, to be told how the submission ended
     * @throws WireException when there is no room, or the session takes nothing
     */
    public Place enqueue(Newcomer newcomer, Principal sender) throws WireException {
        var session = newcomer.session();
        var speaker = speakers.charged(sender, session);
        while (true) {
            var lane = lane(session.tenant(), session.id());
            lane.settle(newcomer);
            var place = lane.enqueue(newcomer, speaker.orElse(lane.rate()));
            if (place.isPresent()) {
                return place.get();
            }
        }
    }

    /** Takes in a turn that was accepted before; to be called in the order of acceptance. */
    public void recover(String tenant, String session, QueuedTurn turn) {
        lane(tenant, session).recover(turn);
    }

    /** Lets turns run, but for sessions with turns that were open when the gateway started. */
    public void open() {
        open = true;
        lanes.values().forEach(Lane::wake);
    }

    /** Lets those run too. */
    public void release() {
        lanes.values().forEach(Lane::release);
    }

    /** Lets no further turn begin. */
    public void close() {
        open = false;
    }

    /** A session's row changed. */
    public void sessionChanged(String tenant, String session, long revision) {
        var lane = lanes.get(new Key(tenant, session));
        if (lane != null) {
            lane.sessionChanged(revision);
        }
    }

    /** An approval was decided, or a call ended: a turn that waits for it goes on. */
    public void told(String tenant, String session, String turn, String id) {
        var lane = lanes.get(new Key(tenant, session));
        if (lane != null) {
            lane.told(turn, id);
        }
    }

    /** A turn in doubt, taken for the caller to write what is known of it; empty when it does not stand so. */
    public Optional<Cancellable.Waiting> doubtful(String tenant, String session, String turn) {
        return Optional.ofNullable(lanes.get(new Key(tenant, session))).flatMap(lane -> lane.doubtful(turn));
    }

    /** Tells a turn to stop, or takes it out of its queue for the caller to write off. */
    public Cancellable cancel(String tenant, String session, String turn, Stop.Cancelled stop) {
        var lane = lanes.get(new Key(tenant, session));
        return lane == null ? new Cancellable.NotHere() : lane.cancel(turn, stop);
    }

    /** The turns that run now. */
    public List<RunningTurn> runs() {
        return lanes.values().stream().map(Lane::running).flatMap(Optional::stream).toList();
    }

    /** Whether the turn runs now. */
    public boolean isRunning(String tenant, String session, String turn) {
        var lane = lanes.get(new Key(tenant, session));
        return lane != null && lane.running().filter(run -> run.id().equals(turn)).isPresent();
    }

    /** Turns that wait. */
    public int waiting() {
        return room.waiting();
    }

    /** Forgets lanes that nothing needs; to be called now and then. */
    public void sweep() {
        lanes.forEach((key, lane) -> {
            if (lane.retire(KEPT)) {
                lanes.remove(key, lane);
            }
        });
        speakers.sweep(KEPT);
    }

    /** Takes over changed settings. */
    public void resize() {
        room.resize(settings.get().maxRunning());
    }

    private Lane lane(String tenant, String session) {
        return lanes.compute(new Key(tenant, session), (key, lane) -> lane == null || lane.retire(KEPT)
                ? new Lane(this, new SessionCache(rows, tenant, session))
                : lane);
    }

    Room room() {
        return room;
    }

    int maxWaiting() {
        return settings.get().maxWaiting();
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    boolean isOpen() {
        return open;
    }

    Settings.Collect collect(Session session) {
        return settings.get().collect().in(session.settings());
    }

    Remembered remember(String tenant, String turn) {
        return reader.read(tenant, turn);
    }

    Outcome run(QueuedTurn turn, SessionCache session, RunningTurn run, Steering steering) {
        return runner.run(turn, session, run, steering);
    }

    void later(Throwable cause, Duration wait, Runnable wake) {
        LOG.warn("a turn begins again in {} ms: {}", wait.toMillis(), cause.toString());
        after(wait, wake);
    }

    void after(Duration wait, Runnable wake) {
        try {
            timer.schedule(wake, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("and that after the next start", stopping);
        }
    }

    private record Key(String tenant, String session) {}

    /** Runs a turn, on the lane's thread, to its outcome. */
    @FunctionalInterface
    public interface Runner {
        /** Runs it. Throws nothing. */
        Outcome run(QueuedTurn turn, SessionCache session, RunningTurn run, Steering steering);
    }

    /** A message's place in its lane. */
    public static final class Place {
        private final Lane lane;
        private final QueuedTurn turn;
        private final RateLimit rate;
        private final int bytes;
        private final boolean joined;

        Place(Lane lane, QueuedTurn turn, RateLimit rate, int bytes, boolean joined) {
            this.lane = lane;
            this.turn = turn;
            this.rate = rate;
            this.bytes = bytes;
            this.joined = joined;
        }

        /** The turn that will answer it. */
        public String turn() {
            return turn.id();
        }

        /** Whether that is another message's too. */
        public boolean isJoined() {
            return joined;
        }

        /** The turn that it is to steer or to interrupt. */
        public Optional<String> target() {
            return joined ? Optional.empty() : turn.arrival().target();
        }

        /** Its acceptance is durable: it may run. */
        public void accepted() {
            if (joined) {
                lane.joined(turn);
            } else {
                lane.accepted(turn);
            }
        }

        /** Nothing of it was kept. */
        public void refused() {
            if (joined) {
                lane.notJoined(turn, bytes);
            } else {
                lane.remove(turn);
            }
            rate.giveBack();
        }
    }
}
