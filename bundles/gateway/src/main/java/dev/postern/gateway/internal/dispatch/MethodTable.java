// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.wire.Method;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The methods that there are now. Of two with one name the older, or higher ranking, service answers. One that went a
 * moment ago is away: its bundle is being exchanged, and another version of it comes.
 */
@Component(service = MethodTable.class)
public final class MethodTable {
    /** Longer than an exchange takes. */
    private static final Duration AWAY = Duration.ofSeconds(20);

    private final Json json;
    private final Metrics metrics;
    /** By name, those that nobody answers now. Guarded by this. */
    private final Map<String, Away> away = new HashMap<>();
    private boolean closed;
    private final Map<String, List<MethodEntry>> all = new HashMap<>();
    private volatile Map<String, MethodEntry> current = Map.of();

    /** An empty table. */
    @Activate
    public MethodTable(@Reference Json json, @Reference Metrics metrics) {
        this.json = json;
        this.metrics = metrics;
    }

    @Reference(service = Method.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void add(ComponentServiceObjects<Method<?, ?>> services) {
        var entry = new MethodEntry(services, json, metrics);
        var same = all.computeIfAbsent(entry.name(), ignored -> new ArrayList<>());
        same.add(entry);
        same.sort(Comparator.comparing(MethodEntry::reference).reversed());
        away.remove(entry.name());
        publish();
    }

    synchronized void remove(ComponentServiceObjects<Method<?, ?>> services) {
        var reference = services.getServiceReference();
        for (var same : all.values()) {
            same.removeIf(entry -> {
                var gone = entry.reference().equals(reference);
                if (gone) {
                    entry.release();
                }
                return gone;
            });
        }
        current.forEach((name, entry) -> {
            if (entry.reference().equals(reference) && all.getOrDefault(name, List.of()).isEmpty()) {
                away.put(name, new Away(entry.scope(), System.nanoTime()));
            }
        });
        publish();
    }

    /** Whoever waits is told that nothing comes. */
    @Deactivate
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void publish() {
        var next = new TreeMap<String, MethodEntry>();
        all.forEach((name, same) -> same.stream().findFirst().ifPresent(entry -> next.put(name, entry)));
        current = next;
        notifyAll();
    }

    Optional<MethodEntry> find(String name) {
        return Optional.ofNullable(current.get(name));
    }

    /** Whether somebody answered it a moment ago. */
    synchronized boolean isAway(String name) {
        var since = away.get(name);
        if (since != null && since.left() <= 0) {
            away.remove(name);
            return false;
        }
        return since != null;
    }

    /**
     * Waits for somebody to answer a method that goes or has gone; empty when nobody does in time.
     *
     * @param gone who answered it until now
     */
    synchronized Optional<MethodEntry> await(String name, @Nullable MethodEntry gone) throws InterruptedException {
        long end = System.nanoTime() + AWAY.toNanos();
        var found = find(name);
        while (!closed && (found.isEmpty() || found.get().equals(gone))) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
            found = find(name);
        }
        return found.filter(entry -> !entry.equals(gone));
    }

    /** The names of all methods that the principal may use, sorted; also those that are away. */
    public synchronized List<String> namesFor(Principal principal) {
        var scopes = new TreeMap<String, String>();
        away.forEach((name, since) -> {
            if (since.left() > 0) {
                scopes.put(name, since.scope());
            }
        });
        current.forEach((name, entry) -> scopes.put(name, entry.scope()));
        scopes.values().removeIf(scope -> !principal.may(scope));
        return List.copyOf(scopes.keySet());
    }

    /** A method that nobody answers since then, in monotonic nanoseconds. */
    private record Away(String scope, long since) {
        long left() {
            return since + AWAY.toNanos() - System.nanoTime();
        }
    }
}
