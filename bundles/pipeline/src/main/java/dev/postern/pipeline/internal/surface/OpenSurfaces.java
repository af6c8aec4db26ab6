// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.surface;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.postern.api.surface.SurfaceAdapter;
import org.osgi.service.component.annotations.Component;

/** The adapters that are open now, by the surface's name. */
@Component(service = OpenSurfaces.class)
public final class OpenSurfaces {
    private final Map<String, SurfaceAdapter> adapters = new ConcurrentHashMap<>();

    /** The surface's adapter, if it is open. */
    public Optional<SurfaceAdapter> adapter(String surface) {
        return Optional.ofNullable(adapters.get(surface));
    }

    void opened(String surface, SurfaceAdapter adapter) {
        adapters.put(surface, adapter);
    }

    void closed(String surface, SurfaceAdapter adapter) {
        adapters.remove(surface, adapter);
    }
}
