// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.postern.api.planner.Planner;
import dev.postern.api.planner.PlannerDefinition;
import dev.postern.core.plugin.BundleIdentity;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The planners that serve now, by name; of several with one name the highest ranked. */
final class Planners implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final ServiceTracker<Planner, Staged<Planner>> tracker;

    Planners(BundleContext context) {
        tracker = new ServiceTracker<>(context, Planner.class, null) {
            @Override
            public Staged<Planner> addingService(ServiceReference<Planner> reference) {
                var bundle = reference.getBundle();
                return new Staged<>(context.getService(reference), BundleIdentity.of(bundle.getSymbolicName(),
                        bundle.getVersion().toString(), bundle.getLocation()));
            }

            @Override
            public void removedService(ServiceReference<Planner> reference, Staged<Planner> planner) {
                context.ungetService(reference);
            }
        };
        tracker.open();
    }

    /** Looks again every little while: arrivals are rare, and a wait is the exception. */
    Optional<Staged<Planner>> await(String name, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        var found = find(name);
        while (found.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK_AGAIN);
            found = find(name);
        }
        return found;
    }

    List<String> names() {
        return tracker.getTracked().keySet().stream().map(Planners::name).distinct().sorted().toList();
    }

    @Override
    public void close() {
        tracker.close();
    }

    /** Whether the one of that name reads what steers its turns. */
    boolean steers(String name) {
        return entry(name)
                .filter(entry -> Boolean.TRUE.equals(entry.getKey().getProperty(PlannerDefinition.STEERING)))
                .isPresent();
    }

    private Optional<Staged<Planner>> find(String name) {
        return entry(name).map(Map.Entry::getValue);
    }

    private Optional<Map.Entry<ServiceReference<Planner>, Staged<Planner>>> entry(String name) {
        return tracker.getTracked().entrySet().stream()
                .filter(entry -> name(entry.getKey()).equals(name))
                .max(Map.Entry.comparingByKey(Comparator.naturalOrder()));
    }

    private static String name(ServiceReference<Planner> reference) {
        return reference.getProperty(PlannerDefinition.NAME) instanceof String name ? name : "";
    }
}
