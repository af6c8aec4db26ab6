// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
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
        List<MarketplaceView> all = MarketplaceView.all(shelves);
        List<MarketplaceView> rest = params.next()
                .map(last -> all.stream().dropWhile(each -> !each.name().equals(last)).skip(1).toList()).orElse(all);
        List<MarketplaceView> page = rest.subList(0, Math.min(params.limit(), rest.size()));
        return new Answer(page,
                page.size() < rest.size() ? Optional.of(page.getLast().name()) : Optional.empty());
    }

    /**
     * Which page.
     *
     * @param limit how many at most
     * @param next where the last page ended
     */
    public record Params(
            @Range(min = 1, max = 500) @DefaultValue("100") int limit,
            @Description("What the last page gave as next.") @Size(max = 128) Optional<String> next) {}

    /**
     * A page.
     *
     * @param marketplaces those with the say first
     * @param next pass it back for the next page; absent at the end
     */
    public record Answer(
            @Description("Those with the say first.") List<MarketplaceView> marketplaces,
            Optional<String> next) {}
}
