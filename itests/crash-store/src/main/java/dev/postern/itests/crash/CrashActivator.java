// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.crash;

import java.util.Collection;
import java.util.Hashtable;
import java.util.Map;

import dev.postern.core.store.Store;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Puts a {@link CrashStore} before the real store: service hooks hide the real one from every other bundle, so that it
 * does not matter who binds first.
 */
public final class CrashActivator implements BundleActivator, FindHook, EventListenerHook {
    private @Nullable BundleContext own;
    private @Nullable ServiceTracker<Store, ServiceRegistration<Store>> tracker;

    @Override
    public void start(BundleContext context) {
        own = context;
        var fuse = new Fuse();
        context.addBundleListener(new PluginFuse(fuse));
        context.registerService(
                new String[]{FindHook.class.getName(), EventListenerHook.class.getName()}, this, null);
        tracker = new ServiceTracker<>(context, Store.class, null) {
            @Override
            public @Nullable ServiceRegistration<Store> addingService(ServiceReference<Store> reference) {
                if (reference.getBundle() == context.getBundle()) {
                    return null;
                }
                var crashing = new CrashStore(context.getService(reference), fuse);
                return context.registerService(Store.class, crashing, new Hashtable<>(Map.of("crash", true)));
            }

            @Override
            public void removedService(
                    ServiceReference<Store> reference, ServiceRegistration<Store> registration) {
                registration.unregister();
            }
        };
        tracker.open();
    }

    @Override
    public void stop(BundleContext context) {
        if (tracker != null) {
            tracker.close();
        }
    }

    @Override
    public void find(
            BundleContext asking,
            @Nullable String name,
            @Nullable String filter,
            boolean all,
            Collection<ServiceReference<?>> references) {
        if (seesCrashStoreOnly(asking)) {
            references.removeIf(this::isRealStore);
        }
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        if (isRealStore(event.getServiceReference())) {
            listeners.keySet().removeIf(this::seesCrashStoreOnly);
        }
    }

    private boolean seesCrashStoreOnly(BundleContext context) {
        return !context.equals(own) && context.getBundle().getBundleId() != 0;
    }

    private boolean isRealStore(ServiceReference<?> reference) {
        return own != null
                && reference.getBundle() != own.getBundle()
                && java.util.Arrays.asList((String[]) reference.getProperty("objectClass"))
                        .contains(Store.class.getName());
    }
}
