// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.List;

import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code marketplace.list}. */
@Component
@WireMethod(name = "marketplace.list", scope = "plugins:read",
        description = "Lists the marketplaces that are configured, and how it stands with each.")
public final class MarketplaceList implements Method<MarketplaceList.Params, MarketplaceList.Answer> {
    private final Shelves shelves;

    /** Over what is configured. */
    @Activate
    public MarketplaceList(@Reference Shelves shelves) {
        this.shelves = shelves;
    }

    @Override
    public Answer handle(Params params, MethodContext context) {
        return new Answer(MarketplaceView.all(shelves));
    }

    /** Nothing. */
    public record Params() {}

    /** @param marketplaces those with the say first; at most 50 */
    public record Answer(List<MarketplaceView> marketplaces) {}
}
