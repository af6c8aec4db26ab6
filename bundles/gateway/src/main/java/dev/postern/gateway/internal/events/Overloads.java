// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.json.JsonObject;
import dev.postern.core.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells subscribers that something was refused because too much was going on: at most once a second a tenant. */
@Component(service = Overloads.class)
public final class Overloads {
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

    private final Feed feed;
    private final Metrics metrics;
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    /** To the feed's subscribers. */
    @Activate
    public Overloads(@Reference Feed feed, @Reference Metrics metrics) {
        this.feed = feed;
        this.metrics = metrics;
    }

    /** Notes a refusal. */
    public void note(String tenant, String method) {
        metrics.count("postern_overloads", "method", method);
        long refused = tallies.computeIfAbsent(tenant, ignored -> new Tally()).refuse();
        if (refused > 0) {
            var payload = JsonObject.builder().put("method", method).put("refused", refused).build();
            var tail = EventText.tail(Topics.OVERLOAD, null, Instant.now(), payload);
            feed.subscriptions().forEach(subscription -> subscription.overload(tenant, tail));
        }
    }

    /** How many since they were last told of. */
    private static final class Tally {
        private long toldNanos = System.nanoTime() - AT_MOST_EVERY.toNanos();
        private long refused;

        /** The number to tell now; 0 to say nothing yet. */
        synchronized long refuse() {
            refused++;
            if (System.nanoTime() - toldNanos < AT_MOST_EVERY.toNanos()) {
                return 0;
            }
            toldNanos = System.nanoTime();
            long now = refused;
            refused = 0;
            return now;
        }
    }
}
