// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.time.Duration;
import java.util.Optional;

import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.wire.WireException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/** A place that follows the service registry. */
final class TrackedSlot<T> implements Slot<T>, AutoCloseable {
    private final String name;
    private final ServiceTracker<T, Staged<T>> tracker;

    TrackedSlot(String name, Class<T> type, BundleContext context) {
        this.name = name;
        this.tracker = new ServiceTracker<>(context, type, new Customizer<>(context));
        tracker.open();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Staged<T>> current() {
        return Optional.ofNullable(tracker.getService());
    }

    @Override
    public Staged<T> await(Duration longest) throws WireException, InterruptedException {
        var now = tracker.getService();
        if (now == null) {
            now = tracker.waitForService(Math.max(1, longest.toMillis()));
        }
        if (now == null) {
            throw Slot.missing(name);
        }
        return now;
    }

    @Override
    public void close() {
        tracker.close();
    }

    private record Customizer<T>(BundleContext context) implements ServiceTrackerCustomizer<T, Staged<T>> {

        @Override
        public Staged<T> addingService(ServiceReference<T> reference) {
            var bundle = reference.getBundle();
            var identity = BundleIdentity.of(bundle.getSymbolicName(), bundle.getVersion().toString(),
                    bundle.getLocation());
            return new Staged<>(context.getService(reference), identity);
        }

        @Override
        public void modifiedService(ServiceReference<T> reference, Staged<T> staged) {
            // its rank is the tracker's business
        }

        @Override
        public void removedService(ServiceReference<T> reference, Staged<T> staged) {
            context.ungetService(reference);
        }
    }
}
