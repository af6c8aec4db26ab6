// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.stage;

import dev.postern.api.surface.DeliveryException;
import dev.postern.api.surface.OutboundMessage;
import dev.postern.api.surface.SurfaceAdapter;
import dev.postern.core.pipeline.EmitStage;
import dev.postern.core.turn.OutboxItem;
import dev.postern.pipeline.internal.surface.OpenSurfaces;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hands replies to the surface's open adapter. */
@Component
public final class SurfaceEmit implements EmitStage {
    private final OpenSurfaces surfaces;

    /** Over the surfaces that are open. */
    @Activate
    public SurfaceEmit(@Reference OpenSurfaces surfaces) {
        this.surfaces = surfaces;
    }

    @Override
    public boolean reaches(String surface) {
        return surfaces.adapter(surface).isPresent();
    }

    @Override
    public void emit(OutboxItem item) throws DeliveryException, InterruptedException {
        var adapter = surfaces.adapter(item.surface())
                .orElseThrow(() -> new DeliveryException("the surface " + item.surface() + " is not there", true, null,
                        null));
        deliver(adapter, item);
    }

    private static void deliver(SurfaceAdapter adapter, OutboxItem item)
            throws DeliveryException, InterruptedException {
        adapter.deliver(new OutboundMessage(item.id(), item.tenant(), item.session(), item.turn(), item.peer(),
                item.thread(), item.text(), item.metadata(), item.attempts()));
    }
}
