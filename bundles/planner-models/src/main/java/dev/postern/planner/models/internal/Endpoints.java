// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.model.ModelProvider;
import dev.postern.api.plugin.PosternPlugin;
import dev.postern.core.access.Grants;
import dev.postern.core.plugin.BundleIdentity;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints that serve now, by name; of several with one name the highest ranked. Each has a breaker of its own. */
final class Endpoints implements Exchanges.Lookup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(10)
            .minimumNumberOfCalls(5)
            .failureRateThreshold(80)
            .waitDurationInOpenState(Duration.ofSeconds(15))
            .permittedNumberOfCallsInHalfOpenState(1)
            .build();

    private final ServiceTracker<ModelProvider, Endpoint> tracker;

    /**
     * One that serves.
     *
     * @param provider speaks with it
     * @param identity the provider's bundle and the wire's version, for the record
     * @param grants what its plugin may reach
     * @param images which of its models take images
     * @param breaker spares it once it fails again and again
     */
    record Endpoint(ModelProvider provider, String identity, Grants grants, List<String> images,
            CircuitBreaker breaker) {

        boolean takesImages(String model) {
            return images.stream().anyMatch(pattern -> model.matches(Stream.of(pattern.split("\\*", -1))
                    .map(Pattern::quote).collect(Collectors.joining(".*"))));
        }
    }

    Endpoints(BundleContext context) {
        tracker = new ServiceTracker<>(context, ModelProvider.class, null) {
            @Override
            public @Nullable Endpoint addingService(ServiceReference<ModelProvider> reference) {
                var provider = context.getService(reference);
                if (provider == null) {
                    LOG.error("{} registered a model provider that it cannot make; the log before this says why",
                            reference.getBundle().getSymbolicName());
                    return null;
                }
                return endpoint(reference, provider);
            }

            @Override
            public void removedService(ServiceReference<ModelProvider> reference, Endpoint endpoint) {
                context.ungetService(reference);
            }
        };
        tracker.open();
    }

    /** Looks again every little while: an endpoint may be on its way up, or be exchanged. */
    @Override
    public Optional<Endpoint> await(String name, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        var found = find(name);
        while (found.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK_AGAIN);
            found = find(name);
        }
        return found;
    }

    @Override
    public List<String> names() {
        return tracker.getTracked().keySet().stream().map(Endpoints::name).distinct().sorted().toList();
    }

    @Override
    public void close() {
        tracker.close();
    }

    private Optional<Endpoint> find(String name) {
        return tracker.getTracked().entrySet().stream()
                .filter(entry -> name(entry.getKey()).equals(name))
                .max(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(Map.Entry::getValue);
    }

    private static Endpoint endpoint(ServiceReference<ModelProvider> reference, ModelProvider provider) {
        var bundle = reference.getBundle();
        var identity = BundleIdentity.of(bundle.getSymbolicName(), bundle.getVersion().toString(),
                bundle.getLocation());
        var wire = reference.getProperty(ModelProvider.VERSION) instanceof String version ? " " + version : "";
        return new Endpoint(provider, identity + wire, grants(bundle), images(reference),
                CircuitBreaker.of(name(reference), BREAKER));
    }

    private static Grants grants(Bundle bundle) {
        return bundle.adapt(BundleRevision.class).getDeclaredCapabilities(PosternPlugin.CAPABILITY).stream()
                .findFirst()
                .map(capability -> Grants.of(capability.getAttributes()))
                .orElseGet(() -> Grants.none(bundle.getSymbolicName()));
    }

    private static List<String> images(ServiceReference<ModelProvider> reference) {
        return switch (reference.getProperty(ModelProvider.IMAGES)) {
            case String[] models -> List.of(models);
            case String model -> List.of(model);
            case null, default -> List.of();
        };
    }

    private static String name(ServiceReference<ModelProvider> reference) {
        return reference.getProperty(ModelProvider.NAME) instanceof String name ? name : "";
    }
}
