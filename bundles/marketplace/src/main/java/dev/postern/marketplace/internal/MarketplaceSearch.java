// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.core.marketplace.CatalogueFile;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code marketplace.search}: by id, page by page. */
@Component
@WireMethod(name = "marketplace.search", scope = "plugins:read",
        description = "Finds plugins in marketplaces, each with its newest version that can be chosen.")
public final class MarketplaceSearch implements Method<MarketplaceSearch.Params, MarketplaceSearch.Answer> {
    private static final int MAX_DESCRIPTION = 300;

    private final Offers offers;

    /** Over what is offered. */
    @Activate
    public MarketplaceSearch(@Reference Offers offers) {
        this.offers = offers;
    }

    @Override
    public Answer handle(Params params, MethodContext context) {
        String query = params.query().orElse("").strip().toLowerCase(Locale.ROOT);
        var choice = offers.choice();
        var installed = offers.installed();
        var page = new ArrayList<Found>();
        for (var holder : offers.holders().tailMap(params.next().orElse(""), false).entrySet()) {
            List<CataloguePlugin> versions = holder.getValue().versions(holder.getKey());
            Optional<CataloguePlugin> newest = choice.newest(versions);
            CataloguePlugin shown = newest.orElse(versions.getFirst());
            if (matches(shown, query)) {
                if (page.size() == params.limit()) {
                    return new Answer(page, Problem.of(offers.shelves()), Optional.of(page.getLast().id()));
                }
                page.add(found(holder.getValue().source(), shown, Optional.ofNullable(installed.get(shown.id())),
                        newest.isPresent() ? Optional.empty() : choice.refusal(shown, false)));
            }
        }
        return new Answer(page, Problem.of(offers.shelves()), Optional.empty());
    }

    /** Each word somewhere in what is said of it. */
    private static boolean matches(CataloguePlugin plugin, String query) {
        String said = String.join("\n", plugin.id(), plugin.title(), plugin.description(), plugin.publisher(),
                String.join("\n", plugin.tools())).toLowerCase(Locale.ROOT);
        return query.isEmpty() || List.of(query.split("\\s+")).stream().allMatch(said::contains);
    }

    private static Found found(Source source, CataloguePlugin plugin, Optional<PluginInfo> installed,
            Optional<String> refused) {
        String description = plugin.description();
        return new Found(plugin.id(), plugin.version(), plugin.title(), description.length() <= MAX_DESCRIPTION
                ? description
                : description.substring(0, description.offsetByCodePoints(0,
                        description.codePointCount(0, MAX_DESCRIPTION) - 1)) + "…",
                plugin.publisher(), plugin.maturity(), source.name(), installed.map(PluginInfo::version),
                refused.isEmpty() && Offers.isNewer(plugin, installed), refused,
                plugin.icon().map(CatalogueFile::sha256));
    }

    /**
     * What to look for.
     *
     * @param query words that all must be there
     * @param limit how many at most
     * @param next where the last page ended
     */
    public record Params(
            @Description("Words that all must be in the id, title, description, publisher or tools.") @Size(
                    max = 200) Optional<String> query,
            @Range(min = 1, max = 200) @DefaultValue("50") int limit,
            @Description("What the last page gave as next.") @Size(max = 128) Optional<String> next) {}

    /**
     * A page.
     *
     * @param plugins by id
     * @param problems marketplaces that are not well
     * @param next pass it back for the next page; absent at the end
     */
    public record Answer(
            List<Found> plugins,
            @Description("Marketplaces that are not well, whose plugins may be missing or old.") List<Problem> problems,
            Optional<String> next) {}

    /**
     * A plugin.
     *
     * @param id its id
     * @param version the newest that can be chosen
     * @param title its name for people
     * @param description the beginning of what it is for
     * @param publisher whom its certificate names
     * @param maturity how far it has come
     * @param marketplace which has the say about it
     * @param installed the version that is installed
     * @param update whether this one is newer
     * @param refused why no version can be chosen, by the newest
     * @param icon which picture
     */
    public record Found(
            @Description("Its id, by which it is installed.") String id,
            @Description("The newest version that can be chosen; where none can, the newest.") String version,
            @Description("Its name for people.") String title,
            @Description("The beginning of what it is for.") String description,
            @Description("Whom its certificate names.") String publisher,
            @Description("How far it has come.") Maturity maturity,
            @Description("The marketplace with the say about it.") String marketplace,
            @Description("The version that is installed; absent when none is.") Optional<String> installed,
            @Description("Whether a newer version than the installed can be chosen.") boolean update,
            @Description("Why no version can be chosen; absent when one can.") Optional<String> refused,
            @Description("The SHA-256 of its picture, for marketplace.picture.") Optional<String> icon) {}
}
