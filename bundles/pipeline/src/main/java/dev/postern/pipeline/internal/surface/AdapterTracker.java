// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import dev.postern.api.plugin.PosternPlugin;
import dev.postern.api.surface.Surface;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.core.access.Grants;
import dev.postern.core.identity.Principal;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings adapters from the service registry to the surfaces. */
public final class AdapterTracker extends ServiceTracker<SurfaceAdapter, Long> {
    private static final Logger LOG = LoggerFactory.getLogger(AdapterTracker.class);

    private final Surfaces surfaces;

    /** To the surfaces. */
    public AdapterTracker(BundleContext context, Surfaces surfaces) {
        super(context, SurfaceAdapter.class, null);
        this.surfaces = surfaces;
    }

    @Override
    public @Nullable Long addingService(ServiceReference<SurfaceAdapter> reference) {
        var bundle = reference.getBundle();
        var adapter = context.getService(reference);
        if (adapter == null) {
            LOG.error("the plugin {} registered a surface adapter that it cannot make; the log before this says why",
                    bundle.getSymbolicName());
            return null;
        }
        var id = (Long) reference.getProperty(Constants.SERVICE_ID);
        surfaces.add(new Candidate(text(reference, Surface.NAME, ""),
                text(reference, Surface.TENANT, Principal.DEFAULT_TENANT), bundle.getSymbolicName(), grants(bundle),
                id, adapter));
        return id;
    }

    @Override
    public void removedService(ServiceReference<SurfaceAdapter> reference, Long id) {
        surfaces.remove(id);
        context.ungetService(reference);
    }

    private static Grants grants(Bundle bundle) {
        return bundle.adapt(BundleRevision.class).getDeclaredCapabilities(PosternPlugin.CAPABILITY).stream()
                .findFirst()
                .map(capability -> Grants.of(capability.getAttributes()))
                .orElseGet(() -> Grants.none(bundle.getSymbolicName()));
    }

    private static String text(ServiceReference<?> reference, String property, String absent) {
        return reference.getProperty(property) instanceof String text && !text.isBlank() ? text : absent;
    }
}
