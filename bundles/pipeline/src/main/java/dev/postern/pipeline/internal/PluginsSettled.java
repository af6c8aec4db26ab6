// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.postern.core.health.HealthPart;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when installed plugins are up after a start. Turns that were open wait for that: they would miss their tools. A
 * plugin that stays broken delays them, and nothing else, for a while.
 */
final class PluginsSettled implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginsSettled.class);
    private static final String PART = "plugins";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    /** A distribution without plugin management has nothing to wait for. */
    private static final Duration LONGEST_WITHOUT = Duration.ofSeconds(3);

    private final ServiceTracker<HealthPart, HealthPart> parts;
    private final CompletableFuture<Void> reached = new CompletableFuture<>();

    PluginsSettled(BundleContext context) {
        parts = new ServiceTracker<>(context, HealthPart.class, null);
    }

    CompletionStage<Void> reached() {
        return reached;
    }

    void begin(CompletionStage<Void> started) {
        started.whenComplete((_, _) -> Thread.ofVirtual().name("settling").start(this::settle));
    }

    private void settle() {
        long begin = System.nanoTime();
        try {
            parts.open();
            while (!reached.isDone() && !isSettled(Duration.ofNanos(System.nanoTime() - begin))) {
                Thread.sleep(LOOK_AGAIN);
            }
        } catch (InterruptedException | IllegalStateException stopping) {
            // then nothing goes on any more
        } finally {
            // whatever happens here, no turn waits for it for ever
            reached.complete(null);
        }
    }

    private boolean isSettled(Duration waited) {
        var plugins = parts.getTracked().values().stream().filter(part -> part.name().equals(PART)).findFirst();
        return plugins.map(part -> isUp(part) || waited.compareTo(LONGEST) > 0)
                .orElseGet(() -> waited.compareTo(LONGEST_WITHOUT) > 0);
    }

    private static boolean isUp(HealthPart part) {
        try {
            return part.health().up();
        } catch (RuntimeException | LinkageError untold) {
            LOG.warn("how the plugins are is not told", untold);
            return false;
        }
    }

    @Override
    public void close() {
        reached.complete(null);
        parts.close();
    }
}
