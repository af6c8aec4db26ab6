// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import dev.postern.core.health.HealthPart;
import dev.postern.core.health.HealthPart.Health;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Whether the gateway takes messages: the parts that it takes for that are there and up. Never waits for plugins. */
@Component(service = Readiness.class)
public final class Readiness {
    private static final Set<String> REQUIRED = new TreeSet<>(Set.of("store", "identity", "pipeline", "toolrunner"));
    private static final Health ABSENT = Health
            .down("it is not there: the log and the console's bundles and components say why");

    private final List<HealthPart> parts = new CopyOnWriteArrayList<>();

    @Reference(service = HealthPart.class, cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void add(HealthPart part) {
        parts.add(part);
    }

    void remove(HealthPart part) {
        parts.remove(part);
    }

    /** All parts by name, those that are required and missing too. */
    public Map<String, Health> parts() {
        return parts(HealthPart::health);
    }

    /** The same for somebody who asks; the tenant is empty for one who may know all tenants' numbers. */
    public Map<String, Health> parts(Optional<String> tenant) {
        return parts(part -> part.health(tenant));
    }

    private Map<String, Health> parts(Function<HealthPart, Health> ask) {
        var all = new TreeMap<String, Health>();
        REQUIRED.forEach(name -> all.put(name, ABSENT));
        parts.stream()
                .sorted(Comparator.comparing(HealthPart::name))
                .forEach(part -> all.merge(part.name(), health(part, ask), Readiness::worse));
        return all;
    }

    /** What keeps the gateway from taking messages; empty when it does. */
    public Map<String, Health> missing() {
        var missing = new LinkedHashMap<String, Health>();
        parts().forEach((name, health) -> {
            if (REQUIRED.contains(name) && !health.up()) {
                missing.put(name, health);
            }
        });
        return missing;
    }

    private static Health health(HealthPart part, Function<HealthPart, Health> ask) {
        try {
            return ask.apply(part);
        } catch (RuntimeException e) {
            return Health.down("it cannot say how it is: " + e.getMessage());
        }
    }

    private static Health worse(Health one, Health other) {
        if (one == ABSENT) {
            return other;
        }
        return one.up() ? other : one;
    }
}
