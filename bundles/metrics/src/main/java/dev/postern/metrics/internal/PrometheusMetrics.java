// SPDX-License-Identifier: Apache-2.0
package dev.postern.metrics.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

import dev.postern.core.metrics.Metrics;
import dev.postern.core.metrics.MetricsText;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps every metric in memory. A family (all that share a name) holds at most {@value #MAX_SERIES} combinations of
 * labels: what comes beyond is counted as dropped, so that a careless label cannot fill the heap.
 */
@Component
public final class PrometheusMetrics implements Metrics, MetricsText {
    static final int MAX_SERIES = 1_000;
    private static final String DROPPED = "postern_metrics_dropped_total";
    private static final Metrics.Counter NOWHERE = amount -> {};

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    /** Starts with the gauges of the process. */
    @Activate
    public PrometheusMetrics() {
        ProcessGauges.register(this);
    }

    @Override
    public void count(String name, String... labels) {
        counter(name, labels).add(1);
    }

    @Override
    public Metrics.Counter counter(String name, String... labels) {
        return series(name + "_total", "counter", labels, Total::new) instanceof Total total ? total : NOWHERE;
    }

    @Override
    public void time(String name, Duration took, String... labels) {
        if (series(name + "_seconds", "histogram", labels, Times::new) instanceof Times times) {
            times.note(took);
        }
    }

    @Override
    public AutoCloseable gauge(String name, DoubleSupplier value, String... labels) {
        var key = Labels.of(labels);
        var gauge = new Gauge(value);
        family(name, "gauge").series().put(key, gauge);
        // only this one: a successor of the same name may have taken the place
        return () -> family(name, "gauge").series().remove(key, gauge);
    }

    @Override
    public String text() {
        var out = new StringBuilder(8_192);
        families.forEach((name, family) -> family.append(out, name));
        return out.toString();
    }

    private Series series(String name, String kind, String[] labels, Supplier<? extends Series> maker) {
        var all = family(name, kind).series();
        var key = List.of(labels);
        var known = all.get(key);
        if (known != null) {
            return known;
        }
        if (all.size() >= MAX_SERIES) {
            counterOf(DROPPED).add(1);
            return Series.NONE;
        }
        return all.computeIfAbsent(Labels.checked(key), ignored -> maker.get());
    }

    private Total counterOf(String name) {
        return (Total) family(name, "counter").series().computeIfAbsent(List.of(), ignored -> new Total());
    }

    private Family family(String name, String kind) {
        var family = families.get(name);
        if (family == null) {
            family = families.computeIfAbsent(Labels.name(name),
                    ignored -> new Family(kind, new ConcurrentHashMap<>()));
        }
        if (!family.kind().equals(kind)) {
            throw new IllegalArgumentException(name + " is a " + family.kind() + " already, not a " + kind);
        }
        return family;
    }

    /** All series of one name. */
    private record Family(String kind, Map<List<String>, Series> series) {
        void append(StringBuilder out, String name) {
            if (!series.isEmpty()) {
                out.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
                series.forEach((labels, one) -> one.append(out, name, labels));
            }
        }
    }
}
