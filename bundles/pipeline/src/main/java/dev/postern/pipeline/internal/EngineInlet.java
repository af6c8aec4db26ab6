// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal;

import java.util.List;
import java.util.function.Function;

import dev.postern.api.surface.Receipt;
import dev.postern.core.identity.Principal;
import dev.postern.core.pipeline.Incoming;
import dev.postern.core.pipeline.Inlet;
import dev.postern.core.store.Write;
import dev.postern.core.wire.WireException;
import dev.postern.pipeline.internal.surface.ConfiguredPeers;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The way in for what the gateway says by itself: the engine's, with the trust that is configured. */
@Component(service = Inlet.class)
public final class EngineInlet implements Inlet {
    private final Engine engine;
    private final ConfiguredPeers peers;

    /** Over the engine. */
    @Activate
    public EngineInlet(@Reference PipelineComponent pipeline, @Reference ConfiguredPeers peers) {
        this.engine = pipeline.engine();
        this.peers = peers;
    }

    @Override
    public Principal peer(String tenant, String surface, String peer) {
        return Principal.peer(tenant, surface, peer, peers.in(surface, peer));
    }

    @Override
    public Receipt accept(Incoming incoming, Function<Receipt, List<Write>> riders) throws WireException {
        return engine.accept(incoming, accepted -> riders.apply(accepted.receipt())).receipt();
    }
}
