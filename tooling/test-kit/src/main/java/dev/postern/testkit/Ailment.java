// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.Optional;

import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Why a bundle's components do not serve.
 *
 * @param text the reason at the root
 * @param isFinal whether waiting cannot help
 * @param isWaiting whether it waits for what nobody offers here
 */
record Ailment(String text, boolean isFinal, boolean isWaiting) {

    static Optional<Ailment> of(ServiceComponentRuntime components, Bundle bundle) {
        if (bundle.getState() != Bundle.ACTIVE) {
            return Optional.of(new Ailment("its bundle is not active", true, false));
        }
        var described = components.getComponentDescriptionDTOs(bundle);
        if (described.isEmpty() && bundle.getHeaders().get("Service-Component") != null) {
            return Optional.of(new Ailment("its components are not looked at yet", false, false));
        }
        for (var component : described) {
            var instances = components.getComponentConfigurationDTOs(component);
            if (component.configurationPolicy.equals("require") || !component.defaultEnabled) {
                continue; // serves once somebody configures or enables it
            }
            if (instances.isEmpty()) {
                return Optional.of(new Ailment("its component " + component.name + " is not up yet", false, false));
            }
            for (var instance : instances) {
                var reason = of(component, instance);
                if (reason.isPresent()) {
                    return reason;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Ailment> of(ComponentDescriptionDTO component, ComponentConfigurationDTO instance) {
        if (instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            return Optional.of(new Ailment("its component " + component.name + " failed: " + root(instance.failure),
                    true, false));
        }
        for (var missing : instance.unsatisfiedReferences) {
            for (var wanted : component.references) {
                if (wanted.name.equals(missing.name)) {
                    return Optional.of(new Ailment("its component " + component.name + " waits for a service "
                            + wanted.interfaceName + (missing.target == null ? "" : " with " + missing.target)
                            + ", which nobody offers here", false, true));
                }
            }
        }
        // Declarative Services work on a thread of their own: what is satisfied may not be registered yet
        return component.serviceInterfaces.length > 0 && instance.service == null
                ? Optional.of(new Ailment("its component " + component.name + " offers no service yet", false, false))
                : Optional.empty();
    }

    /** The root cause in a printed stack trace. */
    private static String root(String trace) {
        var causedBy = "Caused by: ";
        return trace.lines().filter(line -> line.startsWith(causedBy)).reduce((one, next) -> next)
                .map(line -> line.substring(causedBy.length())).orElseGet(() -> trace.lines().findFirst().orElse(""));
    }
}
