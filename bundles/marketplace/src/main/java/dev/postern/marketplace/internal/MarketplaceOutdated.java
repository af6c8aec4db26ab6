// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code marketplace.outdated}: by id, page by page. */
@Component
@WireMethod(name = "marketplace.outdated", scope = "plugins:read",
        description = "Lists installed plugins of which a marketplace has a newer version that can be chosen.")
public final class MarketplaceOutdated implements Method<MarketplaceOutdated.Params, MarketplaceOutdated.Answer> {
    private final Offers offers;

    /** Over what is offered. */
    @Activate
    public MarketplaceOutdated(@Reference Offers offers) {
        this.offers = offers;
    }

    @Override
    public Answer handle(Params params, MethodContext context) {
        var choice = offers.choice();
        var installed = offers.installed();
        var page = new ArrayList<Outdated>();
        for (var holder : offers.holders().tailMap(params.next().orElse(""), false).entrySet()) {
            var plugin = Optional.ofNullable(installed.get(holder.getKey()));
            var newest = choice.newest(holder.getValue().versions(holder.getKey()))
                    .filter(each -> Offers.isNewer(each, plugin));
            if (newest.isPresent()) {
                if (page.size() == params.limit()) {
                    return new Answer(page, Problem.of(offers.shelves()), Optional.of(page.getLast().id()));
                }
                page.add(new Outdated(holder.getKey(), plugin.map(PluginInfo::version).orElseThrow(),
                        newest.get().version(), holder.getValue().source().name(),
                        plugin.map(PluginInfo::pinned).orElse(false)));
            }
        }
        return new Answer(page, Problem.of(offers.shelves()), Optional.empty());
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
     * @param plugins by id
     * @param problems marketplaces that are not well
     * @param next pass it back for the next page; absent at the end
     */
    public record Answer(
            List<Outdated> plugins,
            @Description("Marketplaces that are not well, whose plugins may be missing or old.") List<Problem> problems,
            Optional<String> next) {}

    /**
     * A plugin.
     *
     * @param id of it
     * @param installed its version
     * @param newest what could be installed
     * @param marketplace which has it
     * @param pinned whether it stays when updates are made
     */
    public record Outdated(
            @Description("The plugin's id.") String id,
            @Description("The version that is installed.") String installed,
            @Description("The newest that can be chosen.") String newest,
            @Description("The marketplace that has it.") String marketplace,
            @Description("Whether it stays when updates are made.") boolean pinned) {}
}
