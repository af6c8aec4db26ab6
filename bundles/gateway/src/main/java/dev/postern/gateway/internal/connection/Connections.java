// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.connection;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import dev.postern.core.metrics.Metrics;
import dev.postern.core.wire.ConnectionWatch;
import dev.postern.core.wire.NodeLink;
import dev.postern.core.wire.NodeLinks;
import dev.postern.gateway.internal.Configured;
import dev.postern.protocol.CloseCode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All connections, and the clock that watches over them. */
@Component(service = {Connections.class, ConnectionWatch.class, NodeLinks.class})
public final class Connections implements ConnectionWatch, NodeLinks {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Configured configured;
    private final Map<String, WireConnection> open = new ConcurrentHashMap<>();
    private final Map<String, Set<Runnable>> watchers = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1,
            Thread.ofVirtual().name("gateway-clock").factory(), new ThreadPoolExecutor.DiscardPolicy());
    private final AutoCloseable gauge;

    /** Starts the clock. */
    @Activate
    public Connections(@Reference Configured configured, @Reference Metrics metrics) {
        this.configured = configured;
        gauge = metrics.gauge("postern_connections", open::size);
        scheduleTick();
    }

    /**
     * Whether one more may connect. Where all places are taken, who has kept one longest without saying who it is goes:
     * connections that nobody answers for keep nobody out.
     */
    public boolean makesRoom() {
        if (open.size() < configured.limits().maxConnections()) {
            return true;
        }
        long now = System.nanoTime();
        var longest = open.values().stream()
                .filter(WireConnection::isUnknown)
                .max(Comparator.comparingLong(connection -> connection.age(now)));
        longest.ifPresent(connection -> connection.close(CloseCode.TRY_LATER));
        return longest.isPresent();
    }

    /** A connection, while it is open. */
    public Optional<WireConnection> find(String id) {
        return Optional.ofNullable(open.get(id));
    }

    @Override
    public Optional<NodeLink> node(String connection) {
        return find(connection).flatMap(WireConnection::node);
    }

    /** Where most waits for the client. */
    Optional<Outbound> greediest() {
        return open.values().stream().map(WireConnection::outbound).max(Comparator.comparingLong(Outbound::waiting));
    }

    void add(WireConnection connection) {
        open.put(connection.connection(), connection);
    }

    void remove(WireConnection connection) {
        open.remove(connection.connection());
        var told = watchers.remove(connection.connection());
        if (told != null) {
            told.forEach(Runnable::run);
        }
    }

    @Override
    public Watching whenClosed(String connection, Runnable closed) {
        // once, also when it closes while this is asked
        var once = new AtomicBoolean();
        Runnable watcher = () -> {
            if (once.compareAndSet(false, true)) {
                closed.run();
            }
        };
        watchers.computeIfAbsent(connection, _ -> ConcurrentHashMap.newKeySet(1)).add(watcher);
        if (!open.containsKey(connection)) {
            watchers.remove(connection);
            watcher.run();
        }
        return () -> watchers.computeIfPresent(connection, (_, left) -> {
            left.remove(watcher);
            return left.isEmpty() ? null : left;
        });
    }

    /** Often enough for the shortest of the timeouts. */
    private void scheduleTick() {
        var limits = configured.limits();
        long shortest = LongStream.of(limits.heartbeat().toMillis(), limits.connectTimeout().toMillis(),
                limits.idleTimeout().toMillis() / 3).min().orElseThrow();
        clock.schedule(this::tick, Math.min(LONGEST_TICK.toMillis(), shortest / 4), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        long now = System.nanoTime();
        for (var connection : open.values()) {
            try {
                connection.tick(now);
            } catch (RuntimeException e) {
                LOG.error("watching over connection {} failed", connection.connection(), e);
            }
        }
        scheduleTick();
    }

    /** Tells everyone to come back, and gives the close frames a moment to go out. */
    void dismiss() throws InterruptedException {
        open.values().forEach(connection -> connection.close(CloseCode.RESTART));
        long end = System.nanoTime() + FAREWELL.toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        open.values().forEach(connection -> connection.outbound().abort());
    }

    @Deactivate
    void stop() throws Exception {
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        clock.shutdown();
        gauge.close();
        dismiss();
    }
}
