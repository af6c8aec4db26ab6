// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Map<String, Backlog> backlogs = new ConcurrentHashMap<>();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final Rows rows;
    private final Slot<EmitStage> stage;
    private final Supplier<Settings> settings;
    private final ScheduledExecutorService timer;
    private final Semaphore room;
    private final Verdict verdict;
    private volatile boolean open;

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
        try {
            rows.undeliveredSurfaces().forEach(this::backlog);
        } catch (RuntimeException unreadable) {
            LOG.warn("the outbox cannot be read; trying again", unreadable);
            later(LOOK_AGAIN, () -> Thread.ofVirtual().name("outbox").start(this::open));
        }
    }

    /** Replies that are not delivered or given up, as far as they are held in memory. */
    public int depth() {
        return backlogs.values().stream().mapToInt(Backlog::depth).sum();
    }

    /** Carries out a reply that is durable. */
    public void add(OutboxItem item) {
        if (!open) {
            return; // it is stored, and taken up with the rest
        }
        var backlog = backlog(item.surface());
        if (!backlog.reserve(item)) {
            return;
        }
        try {
            if (isPending(item)) {
                pump(backlog, backlog.hold(item));
            } else {
                backlog.release(item);
            }
        } catch (RuntimeException unreadable) {
            LOG.warn("the outbox cannot be read; trying again", unreadable);
            backlog.release(item);
            backlog.miss();
            later(LOOK_AGAIN, () -> Thread.ofVirtual().name("outbox").start(() -> load(backlog)));
        }
    }

    private boolean isPending(OutboxItem item) {
        return rows.reply(item.tenant(), item.id()).filter(now -> now.state() == OutboxItem.State.PENDING).isPresent();
    }

    /** A surface is there: what waits for it goes on. */
    public void surfaceOpened(String surface) {
        var backlog = backlogs.get(surface);
        if (backlog != null) {
            backlog.channels().forEach(channel -> pump(backlog, channel));
        }
    }

    @Override
    public void close() {
        open = false;
        workers.forEach(Thread::interrupt);
    }

    private Backlog backlog(String surface) {
        return backlogs.computeIfAbsent(surface, name -> {
            var backlog = new Backlog(name);
            Thread.ofVirtual().name("outbox").start(() -> load(backlog));
            return backlog;
        });
    }

    /** Reads on while there is room and the store has more. */
    private void load(Backlog backlog) {
        while (open && backlog.beginLoading()) {
            try {
                backlog.loaded(rows.undelivered(backlog.surface(), Backlog.ROOM));
            } catch (RuntimeException unreadable) {
                LOG.warn("the outbox cannot be read; trying again", unreadable);
                backlog.stopLoading();
                later(LOOK_AGAIN, () -> Thread.ofVirtual().name("outbox").start(() -> load(backlog)));
                return;
            }
            backlog.channels().forEach(channel -> pump(backlog, channel));
        }
    }

    private void pump(Backlog backlog, Channel channel) {
        if (!open) {
            return;
        }
        channel.begin().ifPresent(item -> {
            var wait = verdict.untilDue(item);
            if (wait.isPositive()) {
                channel.put(item);
                later(wait, () -> pump(backlog, channel));
            } else {
                Thread.ofVirtual().name("outbox").start(() -> work(backlog, channel, item));
            }
        });
    }

    private void work(Backlog backlog, Channel channel, OutboxItem item) {
        workers.add(Thread.currentThread());
        try {
            settle(backlog, channel, item, attempt(item));
        } catch (InterruptedException stopping) {
            channel.put(item);
        } catch (RuntimeException failed) {
            LOG.error("the reply {} could not be handled; trying again", item.id(), failed);
            channel.put(item);
            later(LOOK_AGAIN, () -> pump(backlog, channel));
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

    private void settle(Backlog backlog, Channel channel, OutboxItem before, OutboxItem after) {
        if (verdict.isRecordedEnd(after)) {
            backlog.end(channel, after.id());
            pump(backlog, channel);
            load(backlog);
        } else {
            channel.put(after);
            // a surface that is not there, or a store that takes nothing: neither tells when
            var wait = after.state() == OutboxItem.State.PENDING && after != before
                    ? verdict.untilDue(after)
                    : LOOK_AGAIN;
            later(wait, () -> pump(backlog, channel));
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
