// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.postern.api.json.JsonObject;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.store.Cursor;
import dev.postern.core.wire.Notices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: delivers everything after its position, in order, once. It works on a virtual thread of its own
 * while there is something to deliver, and holds none while there is not.
 */
public final class Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    /** Asleep: a commit that concerns it, or its heartbeat, wakes it. */
    private static final int IDLE = 0;
    private static final int AWAKE = 1;
    /** Awake, and called again meanwhile: looks once more before it sleeps. */
    private static final int CALLED = 2;
    private static final int ENDED = 3;
    /** How long a client that catches up may take nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String id;
    private final Filter filter;
    private final Feed feed;
    private final Sink sink;
    private final Metrics.Counter sent;
    private final byte[] head;
    private final AtomicInteger state = new AtomicInteger(AWAKE);
    private final AtomicLong position;
    /** Whether it has not had everything yet; used by the delivering thread only, one after another. */
    private boolean behind = true;
    private volatile boolean started;
    private volatile long spokeNanos = System.nanoTime();
    private volatile long heartbeatNanos = Long.MAX_VALUE;

    Subscription(String id, Filter filter, long position, Feed feed, Sink sink, Metrics.Counter sent) {
        this.id = id;
        this.filter = filter;
        this.feed = feed;
        this.sink = sink;
        this.sent = sent;
        this.position = new AtomicLong(position);
        head = EventText.head(id);
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** The cursor that stands before its next event. */
    public String cursor() {
        return Cursor.of(position.get());
    }

    /** Watches from now on: who hears that he is subscribed misses no stream of what he does next. */
    public void watch() {
        feed.add(this);
        if (state.get() == ENDED) {
            // its connection was faster; the feed must not keep it
            feed.remove(this);
        }
    }

    /** Begins to deliver; until then no event is sent. */
    public void start() {
        started = true;
        if (state.get() != ENDED) {
            run();
        }
    }

    /** Ends; nothing is sent afterwards but what is on its way. */
    public void end() {
        state.set(ENDED);
        feed.remove(this);
    }

    /** Records became durable: positions after {@code before} up to {@code now}. */
    void committed(List<FeedRecord> records, long before, long now) {
        if (concerns(records)) {
            wake();
        } else {
            // nothing of these is for us: who had all before them has all of them
            position.compareAndSet(before, now);
        }
    }

    private boolean concerns(List<FeedRecord> records) {
        try {
            return records.stream().anyMatch(filter::selects);
        } catch (RuntimeException unreadable) {
            // it looks for itself, and ends when it cannot: others are still to be told
            LOG.debug("subscription {}: whose these are cannot be read", id, unreadable);
            return true;
        }
    }

    /** Says where it stands when it has said nothing for so long. */
    public void heartbeat(Duration idle) {
        if (System.nanoTime() - spokeNanos >= idle.toNanos()) {
            heartbeatNanos = idle.toNanos();
            wake();
        }
    }

    void overload(String tenant, byte[] tail) {
        if (started && state.get() != ENDED && filter.selectsOverloads(tenant)) {
            sink.sendIfRoom(EventText.frame(head, tail));
        }
    }

    void notice(Notices.Topic topic, byte[] tail) {
        if (started && state.get() != ENDED && filter.selects(topic)) {
            sink.sendIfRoom(EventText.frame(head, tail));
        }
    }

    boolean watches(String tenant, String session) {
        return sink.streams() && filter.watches(tenant, session);
    }

    Sink sink() {
        return sink;
    }

    private void wake() {
        int was = state.getAndUpdate(now -> switch (now) {
            case IDLE -> AWAKE;
            case AWAKE -> CALLED;
            default -> now;
        });
        if (was == IDLE) {
            run();
        }
    }

    private void run() {
        Thread.ofVirtual().name(id).start(this::deliver);
    }

    private void deliver() {
        try {
            do {
                state.compareAndSet(CALLED, AWAKE);
                if (!catchUp()) {
                    end();
                    return;
                }
                beat();
            } while (!state.compareAndSet(AWAKE, IDLE) && state.get() != ENDED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        } catch (RuntimeException e) {
            LOG.error("subscription {} ended: the journal cannot be read", id, e);
            end();
            // the client comes back with its cursor
            sink.tooSlow();
        }
    }

    /** False when the connection takes no more. */
    private boolean catchUp() throws InterruptedException {
        Feed.Page page;
        do {
            var from = position.get();
            page = feed.after(from);
            if (!page.live() && from < feed.prunedTo()) {
                // pruned under our feet: a gap would be worse than an end
                sink.tooSlow();
                return false;
            }
            for (var record : page.records()) {
                if (state.get() == ENDED || filter.selects(record) && !send(record, behind || !page.live())) {
                    return false;
                }
            }
            position.accumulateAndGet(page.upTo(), Math::max);
        } while (!page.last());
        behind = false;
        return true;
    }

    /** Paced while it catches up: a client that reads as fast as it can is not slow. */
    private boolean send(FeedRecord record, boolean paced) throws InterruptedException {
        if (paced && !sink.awaitRoom(PATIENCE)) {
            sink.tooSlow();
            return false;
        }
        spokeNanos = System.nanoTime();
        sent.add(1);
        return sink.send(EventText.frame(head, record.tail()));
    }

    private void beat() {
        if (System.nanoTime() - spokeNanos >= heartbeatNanos) {
            heartbeatNanos = Long.MAX_VALUE;
            spokeNanos = System.nanoTime();
            sink.sendIfRoom(EventText.frame(head,
                    EventText.tail(Topics.HEARTBEAT, cursor(), Instant.now(), JsonObject.EMPTY)));
        }
    }
}
