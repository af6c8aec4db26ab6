// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;

import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the framework forget bundles that are uninstalled. Felix (7.0.5, and its sources a year later) keeps a count of uses,
 * zero at the end, for each service that a bundle ever had, and with it the bundle, until that service goes: a component's
 * bundle has had the Configuration Admin, which never goes. Some tens of kilobytes an update, for ever; nothing but this
 * reaches the table, {@code ServiceRegistry.m_inUseMap}.
 */
final class ServiceUses {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceUses.class);

    private final Optional<Map<?, ?>> byBundle;

    ServiceUses(Bundle framework) {
        byBundle = table(framework);
    }

    /** Called when nothing of the bundle runs any more. */
    void forget(Bundle bundle) {
        if (bundle.getState() == Bundle.UNINSTALLED) {
            byBundle.ifPresent(uses -> uses.remove(bundle));
        }
    }

    private static Optional<Map<?, ?>> table(Bundle framework) {
        try {
            Object registry = value(framework, "m_registry");
            return Optional.of((Map<?, ?>) value(registry, "m_inUseMap"));
        } catch (ReflectiveOperationException | RuntimeException another) {
            LOG.warn("The framework {} has no table of uses that could be tidied", framework.getClass(), another);
            return Optional.empty();
        }
    }

    private static Object value(Object holder, String name) throws ReflectiveOperationException {
        Field field = holder.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(holder);
    }
}
