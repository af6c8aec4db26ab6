// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.List;

import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code marketplace.refresh}. */
@Component
@WireMethod(name = "marketplace.refresh", scope = "plugins:write", effect = true,
        description = "Looks at all marketplaces anew, and tells how it stands with each.")
public final class MarketplaceRefresh implements Method<MarketplaceRefresh.Params, MarketplaceRefresh.Answer> {
    private final Shelves shelves;

    /** Over what is configured. */
    @Activate
    public MarketplaceRefresh(@Reference Shelves shelves) {
        this.shelves = shelves;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws InterruptedException {
        shelves.refresh();
        return new Answer(MarketplaceView.all(shelves));
    }

    /** Nothing. */
    public record Params() {}

    /** @param marketplaces those with the say first; at most 50 */
    public record Answer(List<MarketplaceView> marketplaces) {}
}
