// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.core.identity.Principal;
import dev.postern.core.json.Json;
import dev.postern.core.metrics.Metrics;
import dev.postern.core.wire.Method;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The methods that there are now. Of two with one name the older, or higher ranking, service answers. */
@Component(service = MethodTable.class)
public final class MethodTable {
    private final Json json;
    private final Metrics metrics;
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
        publish();
    }

    private void publish() {
        var next = new TreeMap<String, MethodEntry>();
        all.forEach((name, same) -> same.stream().findFirst().ifPresent(entry -> next.put(name, entry)));
        current = next;
    }

    Optional<MethodEntry> find(String name) {
        return Optional.ofNullable(current.get(name));
    }

    /** The names of all methods that the principal may use, sorted. */
    public List<String> namesFor(Principal principal) {
        return current.values().stream()
                .filter(entry -> principal.may(entry.scope()))
                .map(MethodEntry::name)
                .toList();
    }
}
