// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Which components serve: an exchange that leaves one of them without what it needs is no good. */
final class Served {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    Served(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /** The components of all bundles that have what they need now, but for those of one bundle. */
    Set<String> without(Bundle goes) {
        var served = new TreeSet<String>();
        for (Bundle bundle : context.getBundles()) {
            if (!bundle.equals(goes)) {
                components.getComponentDescriptionDTOs(bundle).stream().filter(this::serves)
                        .forEach(component -> served.add(key(component)));
            }
        }
        return served;
    }

    /**
     * Waits until those serve again, and those of the bundle too.
     *
     * @return what does not when the time is over, in one sentence; empty when all do
     */
    Optional<String> await(Set<String> before, Bundle fresh, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            Optional<Ailment> ailment = ailment(before, fresh);
            if (ailment.isEmpty() || ailment.get().isFinal() || System.nanoTime() >= end) {
                return ailment.map(Ailment::text);
            }
            // nobody tells when a component has what it needs
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private Optional<Ailment> ailment(Set<String> before, Bundle fresh) {
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(fresh)) {
            Optional<Ailment> own = ailment(component);
            if (own.isPresent()) {
                return own;
            }
        }
        var missing = new TreeSet<>(before);
        missing.removeAll(without(fresh));
        return missing.stream().findFirst()
                .map(component -> new Ailment("the component " + component + " has not what it needs any more", false));
    }

    private Optional<Ailment> ailment(ComponentDescriptionDTO component) {
        for (ComponentConfigurationDTO instance : components.getComponentConfigurationDTOs(component)) {
            if (instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                return Optional.of(new Ailment("its component " + component.name + " failed to activate: "
                        + String.valueOf(instance.failure).lines().findFirst().orElse(""), true));
            }
            if (instance.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                List<String> missing = Arrays.stream(instance.unsatisfiedReferences).map(reference -> wanted(component,
                        reference)).toList();
                return Optional.of(new Ailment("its component " + component.name + " waits for "
                        + String.join(", ", missing), false));
            }
        }
        return Optional.empty();
    }

    private static String wanted(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO missing) {
        return Arrays.stream(component.references).filter(reference -> reference.name.equals(missing.name))
                .map(reference -> reference.interfaceName).findFirst().orElse(missing.name);
    }

    private boolean serves(ComponentDescriptionDTO component) {
        return components.getComponentConfigurationDTOs(component).stream()
                .anyMatch(instance -> instance.state == ComponentConfigurationDTO.ACTIVE
                        || instance.state == ComponentConfigurationDTO.SATISFIED);
    }

    private static String key(ComponentDescriptionDTO component) {
        return component.bundle.symbolicName + "/" + component.name;
    }

    /** @param isFinal whether waiting does not mend it */
    private record Ailment(String text, boolean isFinal) {}
}
