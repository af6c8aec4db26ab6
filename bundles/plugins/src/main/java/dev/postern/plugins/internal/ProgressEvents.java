// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.Notices;
import dev.postern.core.wire.Notices.Topic;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Hands progress to the gateway, while there is one: a component of its own, so that the manager outlives the gateway. */
@Component(service = ProgressEvents.class)
public final class ProgressEvents {
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Notices notices;

    /** Made by Declarative Services. */
    @Activate
    public ProgressEvents() {
        // nothing to set up
    }

    void send(JsonObject payload) {
        Notices gateway = notices;
        if (gateway != null) {
            gateway.send(Topic.PLUGIN_PROGRESS, payload);
        }
    }
}
