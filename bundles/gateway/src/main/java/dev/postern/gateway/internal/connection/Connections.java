package dev.postern.gateway.internal.connection;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.postern.core.metrics.Metrics;
import dev.postern.gateway.internal.GatewaySettings;
import dev.postern.gateway.internal.Limits;
import dev.postern.protocol.CloseCode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All connections, and the clock that watches over them. */
@Component(service = Connections.class, configurationPid = GatewaySettings.PID)
@Designate(ocd = GatewaySettings.class)
public final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Limits limits;
    private final Map<String, WireConnection> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors
            .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("gateway-clock").factory());
    private final AutoCloseable gauge;

    /** Starts the clock. */
    @Activate
    public Connections(@Reference Metrics metrics, GatewaySettings settings) {
        limits = Limits.of(settings);
        gauge = metrics.gauge("postern_connections", open::size);
        long tick = Math.min(LONGEST_TICK.toMillis(),
                Math.min(limits.heartbeat().toMillis(), limits.connectTimeout().toMillis()) / 4);
        clock.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
    }

    /** The limits of every connection. */
    public Limits limits() {
        return limits;
    }

    /** Whether one more may connect. */
    public boolean hasRoom() {
        return open.size() < limits.maxConnections();
    }

    /** A connection, while it is open. */
    public Optional<WireConnection> find(String id) {
        return Optional.ofNullable(open.get(id));
    }

    void add(WireConnection connection) {
        open.put(connection.connection(), connection);
    }

    void remove(WireConnection connection) {
        open.remove(connection.connection());
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
    }

    /** Tells everyone to come back, and gives the close frames a moment to go out. */
    @Deactivate
    void stop() throws Exception {
        clock.shutdownNow();
        gauge.close();
        open.values().forEach(connection -> connection.close(CloseCode.RESTART));
        long end = System.nanoTime() + FAREWELL.toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        open.values().forEach(WireConnection::abort);
    }
}
