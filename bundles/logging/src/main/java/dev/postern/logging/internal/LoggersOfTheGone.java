// SPDX-License-Identifier: Apache-2.0
package dev.postern.logging.internal;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.admin.LoggerAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of bundles that are uninstalled. Felix's log service (1.3.0 to 1.3.2) keeps every logger that anybody ever asked
 * for by a bundle and a name, and with it the bundle: some tens of kilobytes an update, for ever. Nothing but this reaches
 * its table, {@code LoggerAdminImpl._loggers}; it is a cache, so whoever asks again gets a logger like the one before.
 */
@Component(service = {})
public final class LoggersOfTheGone implements BundleListener {
    private static final Logger LOG = LoggerFactory.getLogger(LoggersOfTheGone.class);
    private static final String TABLE = "_loggers";

    private final BundleContext context;
    private final Optional<Map<?, ?>> loggers;

    /** Begins to listen. */
    @Activate
    public LoggersOfTheGone(BundleContext context, @Reference LoggerAdmin admin) {
        this.context = context;
        loggers = table(admin);
        context.addBundleListener(this);
    }

    @Deactivate
    void stop() {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED) {
            loggers.ifPresent(Map::clear);
        }
    }

    private static Optional<Map<?, ?>> table(LoggerAdmin admin) {
        try {
            Field table = admin.getClass().getDeclaredField(TABLE);
            table.setAccessible(true);
            return Optional.of((Map<?, ?>) table.get(admin));
        } catch (ReflectiveOperationException | RuntimeException another) {
            LOG.warn("The log service {} has no table of loggers that could be emptied", admin.getClass(), another);
            return Optional.empty();
        }
    }
}
