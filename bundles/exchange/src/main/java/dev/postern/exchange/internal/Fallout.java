// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.SatisfiedReferenceDTO;

/**
 * Whose components go down for a moment when a bundle stops: those that are bound to a service of it for good, and those
 * that are bound so to theirs. References that may change while a component is up let it stay.
 */
final class Fallout {
    private static final String STATIC = "static";

    /** All components as they are. */
    private final List<Up> up = new ArrayList<>();

    /** What depends on what, as of now. */
    Fallout(ServiceComponentRuntime components) {
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            for (ComponentConfigurationDTO instance : components.getComponentConfigurationDTOs(component)) {
                up.add(new Up(component.bundle.id, instance.service == null ? -1 : instance.service.id,
                        boundForGood(component, instance)));
            }
        }
    }

    private static Set<Long> boundForGood(ComponentDescriptionDTO component, ComponentConfigurationDTO instance) {
        var bound = new HashSet<Long>();
        for (SatisfiedReferenceDTO satisfied : instance.satisfiedReferences) {
            if (isStatic(component, satisfied.name)) {
                Arrays.stream(satisfied.boundServices).forEach(service -> bound.add(service.id));
            }
        }
        return bound;
    }

    private static boolean isStatic(ComponentDescriptionDTO component, String reference) {
        for (ReferenceDTO declared : component.references) {
            if (declared.name.equals(reference)) {
                return declared.policy.equals(STATIC);
            }
        }
        return false;
    }

    /** What a bundle offers; nothing once it has gone. */
    static Stream<ServiceReference<?>> services(Bundle bundle) {
        try {
            ServiceReference<?>[] references = bundle.getRegisteredServices();
            return references == null ? Stream.empty() : Arrays.stream(references);
        } catch (IllegalStateException gone) {
            return Stream.empty();
        }
    }

    /** The ids of the bundles whose components go when the bundle stops, its own among them. */
    Set<Long> of(Bundle stops) {
        var bundles = new HashSet<>(Set.of(stops.getBundleId()));
        var gone = new HashSet<Long>();
        services(stops).forEach(service -> gone.add((Long) service.getProperty(Constants.SERVICE_ID)));
        boolean spreads = true;
        while (spreads) {
            spreads = false;
            for (Up component : up) {
                if (component.isBoundTo(gone)) {
                    bundles.add(component.bundle);
                    spreads |= component.service >= 0 && gone.add(component.service);
                }
            }
        }
        return bundles;
    }

    /**
     * A component that is there.
     *
     * @param bundle its bundle's id
     * @param service its service's id; -1 for none
     * @param bound services without which it goes
     */
    private record Up(long bundle, long service, Set<Long> bound) {
        boolean isBoundTo(Set<Long> gone) {
            return !Collections.disjoint(bound, gone);
        }
    }
}
