// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.tool.ToolRegistry;
import dev.postern.core.tool.ToolRegistry.RefusedTool;
import dev.postern.core.tool.ToolRegistry.RegisteredTool;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceListener;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a plugin serves: its bundle is active, its components have what they need, its tools are registered. */
final class PluginHealth {
    private static final Logger LOG = LoggerFactory.getLogger(PluginHealth.class);

    /**
     * A listener may be told of a service before the components that wait for it are, and nobody tells when one of those
     * has failed: after each change it is looked twice.
     */
    private static final Duration SETTLING = Duration.ofMillis(50);

    private static final String CAUSED_BY = "Caused by: ";

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final ToolRegistry registry;
    private final Placement placement;

    PluginHealth(BundleContext context, ServiceComponentRuntime components, ToolRegistry registry,
            Placement placement) {
        this.placement = placement;
        this.context = context;
        this.components = components;
        this.registry = registry;
    }

    /** Why it does not serve, as of now; empty when it does. */
    Optional<String> ailment(Bundle bundle, List<String> tools) {
        Verdict verdict = look(bundle, tools);
        return verdict == null ? Optional.empty() : Optional.of(verdict.reason);
    }

    /**
     * Waits until it serves.
     *
     * @throws PluginException code {@code unhealthy}, as soon as it is certain, or when the time is over
     */
    void await(Bundle bundle, List<String> tools, Duration limit) throws PluginException, InterruptedException {
        var changes = new Semaphore(0);
        ServiceListener listener = event -> changes.release();
        context.addServiceListener(listener);
        try (var _ = registry.listen(changes::release)) {
            long end = System.nanoTime() + limit.toNanos();
            boolean settling = true;
            for (;;) {
                Verdict verdict = look(bundle, tools);
                if (verdict == null) {
                    return;
                }
                long left = end - System.nanoTime();
                if (verdict.isFinal || left <= 0) {
                    throw new PluginException("unhealthy", verdict.reason, null);
                }
                settling = changes.tryAcquire(settling ? Math.min(left, SETTLING.toNanos()) : left,
                        TimeUnit.NANOSECONDS);
                changes.drainPermits();
            }
        } finally {
            context.removeServiceListener(listener);
        }
    }

    /** Lets the calls of a plugin that is about to go come to their end; those that take too long are cut off. */
    void drain(Bundle bundle, Duration limit) {
        try {
            if (!registry.drain(bundle.getBundleId(), limit)) {
                LOG.warn("Calls of {} still run after {} and are cut off", bundle.getLocation(), limit);
            }
        } catch (InterruptedException hurry) {
            // Only the wait ends early: the change is past the point where it could be undone.
            LOG.info("Calls of {} are cut off, since the change was interrupted", bundle.getLocation());
        }
    }

    private @Nullable Verdict look(Bundle bundle, List<String> tools) {
        var elsewhere = placement.ailment(bundle);
        if (elsewhere.isPresent()) {
            // one that ended and is there again serves; one that ends again and again says why its tools are not there
            Verdict missing = tools(bundle, tools);
            return missing == null || missing.isFinal || elsewhere.get().isEmpty()
                    ? missing
                    : new Verdict("its process does not serve: " + elsewhere.get(), false);
        }
        boolean lazy = bundle.getState() == Bundle.STARTING;
        if (bundle.getState() != Bundle.ACTIVE && !lazy) {
            return new Verdict("its bundle is not active", bundle.getState() != Bundle.STARTING);
        }
        Verdict component = refused(bundle);
        if (component == null) {
            component = components(bundle);
        }
        return component == null ? tools(bundle, tools) : component;
    }

    private @Nullable Verdict refused(Bundle bundle) {
        for (RefusedTool refused : registry.refused()) {
            if (refused.bundleId() == bundle.getBundleId()) {
                return new Verdict("its tool " + refused.name() + " was refused: " + refused.reason(), true);
            }
        }
        return null;
    }

    private @Nullable Verdict tools(Bundle bundle, List<String> tools) {
        Verdict refused = refused(bundle);
        if (refused != null) {
            return refused;
        }
        var missing = new ArrayList<>(tools);
        for (RegisteredTool tool : registry.of(bundle.getBundleId())) {
            missing.remove(tool.descriptor().name() + "@" + tool.descriptor().version());
        }
        return missing.isEmpty() ? null : new Verdict("no component registers its tools " + missing, false);
    }

    private @Nullable Verdict components(Bundle bundle) {
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO instance : components.getComponentConfigurationDTOs(component)) {
                if (instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    return new Verdict("its component " + component.name + " failed to activate: "
                            + root(instance.failure), true);
                }
                if (instance.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                    return new Verdict(unsatisfied(bundle, component, instance, new HashSet<>()), false);
                }
            }
        }
        return null;
    }

    /** Follows what is missing through the bundle's own components to the one that somebody else would have to mend. */
    private String unsatisfied(
            Bundle bundle,
            ComponentDescriptionDTO component,
            ComponentConfigurationDTO instance,
            Set<String> seen) {
        if (instance.unsatisfiedReferences.length == 0) {
            // what it waited for came while it was described
            return "its component " + component.name + " is on its way up";
        }
        UnsatisfiedReferenceDTO missing = instance.unsatisfiedReferences[0];
        String wanted = "";
        for (var reference : component.references) {
            if (reference.name.equals(missing.name)) {
                wanted = reference.interfaceName;
            }
        }
        if (seen.add(component.name)) {
            for (ComponentDescriptionDTO other : components.getComponentDescriptionDTOs(bundle)) {
                if (List.of(other.serviceInterfaces).contains(wanted)) {
                    for (ComponentConfigurationDTO its : components.getComponentConfigurationDTOs(other)) {
                        if (its.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                            return unsatisfied(bundle, other, its, seen);
                        }
                    }
                }
            }
        }
        return "its component " + component.name + " waits for a service " + wanted
                + (missing.target == null ? "" : " with " + missing.target) + ", which nobody offers";
    }

    /** The root cause in a printed stack trace; of a message of several lines the first. */
    private static String root(@Nullable String trace) {
        if (trace == null || trace.isBlank()) {
            return "no reason given";
        }
        String first = trace.lines().findFirst().orElseThrow();
        return trace.lines().filter(line -> line.startsWith(CAUSED_BY)).reduce((one, next) -> next)
                .map(line -> line.substring(CAUSED_BY.length())).orElse(first);
    }

    private record Verdict(String reason, boolean isFinal) {}
}
