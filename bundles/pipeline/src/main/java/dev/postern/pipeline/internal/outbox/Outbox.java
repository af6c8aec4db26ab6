package dev.postern.pipeline.internal.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.postern.core.metrics.Metrics;
import dev.postern.core.pipeline.EmitStage;
import dev.postern.core.store.Rows;
import dev.postern.core.store.Store;
import dev.postern.core.turn.OutboxItem;
import dev.postern.pipeline.internal.Settings;
import dev.postern.pipeline.internal.stage.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries durable replies to their surfaces: in order for each conversation, again until delivered or given up, and on
 * after a start. At least once: a try whose success was not recorded before a crash is repeated with the same id.
 */
public final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    /** What is held in memory; the rest stays in the store until there is room. */
    private static final int MOST_HELD = 10_000;
    private static final int PAGE = 1_000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Map<Channel.Key, Channel> channels = new ConcurrentHashMap<>();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger held = new AtomicInteger();
    private final Rows rows;
    private final Slot<EmitStage> stage;
    private final Supplier<Settings> settings;
    private final ScheduledExecutorService timer;
    private final Semaphore room;
    private final Verdict verdict;
    private volatile boolean open;
    private volatile boolean moreStored;

    /** Closed at first. */
    public Outbox(Store store, Rows rows, Slot<EmitStage> stage, Supplier<Settings> settings,
            ScheduledExecutorService timer, Clock clock, Metrics metrics) {
        this.rows = rows;
        this.stage = stage;
        this.settings = settings;
        this.timer = timer;
        this.room = new Semaphore(settings.get().outbox().parallel());
        this.verdict = new Verdict(store, clock, metrics);
    }

    /** Takes up what is stored. */
    public void open() {
        open = true;
        load();
    }

    /** Replies that are not delivered or given up, as far as they are held. */
    public int depth() {
        return held.get();
    }

    /** Carries out a reply that is durable. */
    public void add(OutboxItem item) {
        if (!open) {
            return; // it is stored, and taken up with the rest
        }
        if (moreStored || held.get() >= MOST_HELD) {
            moreStored = true; // or it would overtake what waits in the store
            return;
        }
        hold(item);
    }

    /** A surface is there: what waits for it goes on. */
    public void surfaceOpened(String surface) {
        channels.forEach((key, channel) -> {
            if (key.surface().equals(surface)) {
                pump(key, channel);
            }
        });
    }

    @Override
    public void close() {
        open = false;
        workers.forEach(Thread::interrupt);
    }

    private void load() {
        List<OutboxItem> stored;
        try {
            stored = rows.undelivered(PAGE);
        } catch (RuntimeException unreadable) {
            LOG.warn("the outbox cannot be read; trying again", unreadable);
            later(LOOK_AGAIN, this::load);
            return;
        }
        moreStored = stored.size() == PAGE;
        stored.forEach(this::hold);
    }

    private void hold(OutboxItem item) {
        var key = Channel.Key.of(item);
        var channel = channels.compute(key, (_, known) -> {
            var place = known == null ? new Channel() : known;
            if (place.add(item)) {
                held.incrementAndGet();
            }
            return place;
        });
        pump(key, channel);
    }

    private void pump(Channel.Key key, Channel channel) {
        if (!open) {
            return;
        }
        channel.begin().ifPresent(item -> {
            var wait = verdict.untilDue(item);
            if (wait.isPositive()) {
                channel.put(item);
                later(wait, () -> pump(key, channel));
            } else {
                Thread.ofVirtual().name("outbox").start(() -> work(key, channel, item));
            }
        });
    }

    private void work(Channel.Key key, Channel channel, OutboxItem item) {
        workers.add(Thread.currentThread());
        try {
            settle(key, channel, item, attempt(item));
        } catch (InterruptedException stopping) {
            channel.put(item);
        } catch (RuntimeException failed) {
            LOG.error("the reply {} could not be handled; trying again", item.id(), failed);
            channel.put(item);
            later(LOOK_AGAIN, () -> pump(key, channel));
        } finally {
            workers.remove(Thread.currentThread());
        }
    }

    private OutboxItem attempt(OutboxItem item) throws InterruptedException {
        var limits = settings.get().outbox();
        if (item.state() != OutboxItem.State.PENDING) {
            return verdict.record(item); // delivered or given up, which could not be recorded before
        }
        if (verdict.isTooOld(item, limits)) {
            return verdict.giveUp(item, "not delivered within " + limits.maxAge().toMinutes() + " minutes");
        }
        var serves = stage.current();
        if (serves.isEmpty() || !serves.get().stage().reaches(item.surface())) {
            return item;
        }
        room.acquire();
        try {
            var tried = verdict.trying(item);
            var failure = new Attempt(serves.get().stage(), tried, limits.timeout()).run();
            return failure.isEmpty() ? verdict.delivered(tried) : verdict.failed(tried, failure.get(), limits);
        } finally {
            room.release();
        }
    }

    private void settle(Channel.Key key, Channel channel, OutboxItem before, OutboxItem after) {
        if (verdict.isRecordedEnd(after)) {
            channel.remove();
            held.decrementAndGet();
            channels.computeIfPresent(key, (_, known) -> known.isEmpty() ? null : known);
            if (moreStored && held.get() < PAGE / 2) {
                load();
            }
            pump(key, channel);
        } else {
            channel.put(after);
            // a surface that is not there, or a store that takes nothing: neither tells when
            var wait = after.state() == OutboxItem.State.PENDING && after != before
                    ? verdict.untilDue(after)
                    : LOOK_AGAIN;
            later(wait, () -> pump(key, channel));
        }
    }

    private void later(Duration wait, Runnable what) {
        try {
            timer.schedule(what, Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("what is left in the outbox goes on after the next start", stopping);
        }
    }
}
