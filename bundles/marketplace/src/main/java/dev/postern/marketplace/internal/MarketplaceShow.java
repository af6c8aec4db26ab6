// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.CataloguePlugin.Maturity;
import dev.postern.core.marketplace.CataloguePlugin.Yanked;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code marketplace.show}: all that a marketplace says of a plugin. */
@Component
@WireMethod(name = "marketplace.show", scope = "plugins:read",
        description = "Shows all that a marketplace says of a plugin, and which versions there are.")
public final class MarketplaceShow implements Method<MarketplaceShow.Params, MarketplaceShow.Answer> {
    private static final int MAX_VERSIONS = 100;

    private final Offers offers;

    /** Over what is offered. */
    @Activate
    public MarketplaceShow(@Reference Offers offers) {
        this.offers = offers;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws WireException {
        String id = params.id();
        Edition edition = offers.holders().get(id);
        if (edition == null) {
            throw WireException.notFound("plugin in the marketplaces called", id);
        }
        var choice = offers.choice();
        List<CataloguePlugin> versions = edition.versions(id);
        CataloguePlugin shown = params.version().isPresent()
                ? edition.version(id, params.version().get())
                        .orElseThrow(() -> WireException.notFound("version of " + id, params.version().get()))
                : choice.newest(versions).orElse(versions.getFirst());
        Optional<PluginInfo> installed = Optional.ofNullable(offers.installed().get(id));
        return new Answer(edition.source().name(), shown, choice.refusal(shown, true),
                versions.stream().limit(MAX_VERSIONS).map(each -> new Version(each.version(), each.published(),
                        each.maturity(), each.yanked(), choice.refusal(each, false))).toList(),
                installed.map(PluginInfo::version), installed.map(PluginInfo::pinned).orElse(false),
                offers.shelves().editions().stream().filter(other -> !other.versions(id).isEmpty())
                        .map(other -> other.source().name()).filter(name -> !name.equals(edition.source().name()))
                        .toList(),
                Problem.of(offers.shelves()));
    }

    /**
     * Which.
     *
     * @param id the plugin's
     * @param version one of its versions
     */
    public record Params(
            @Description("The plugin's id.") @Size(max = 128) String id,
            @Description("One of its versions; the one that would be chosen when absent.") @Size(
                    max = 64) Optional<String> version) {}

    /**
     * A plugin.
     *
     * @param marketplace which has the say about it
     * @param plugin what it says of the version
     * @param refused why the version does not serve here
     * @param versions the newest hundred
     * @param installed the version that is installed
     * @param pinned whether that stays when updates are made
     * @param others marketplaces that have it as well
     * @param problems marketplaces that are not well
     */
    public record Answer(
            @Description("The marketplace with the say about it.") String marketplace,
            @Description("What that says of the version.") CataloguePlugin plugin,
            @Description("Why the version does not serve here; absent when it does.") Optional<String> refused,
            @Description("Its versions, the newest first, at most 100.") List<Version> versions,
            @Description("The version that is installed; absent when none is.") Optional<String> installed,
            @Description("Whether the installed version stays when updates are made.") boolean pinned,
            @Description("Marketplaces that have it as well, and have no say.") List<String> others,
            @Description("Marketplaces that are not well, whose plugins may be missing or old.") List<Problem> problems) {}

    /**
     * A version.
     *
     * @param version which
     * @param published when it came
     * @param maturity how far it has come
     * @param yanked that it was taken back
     * @param refused why it is not chosen
     */
    public record Version(
            String version,
            @Description("When it came into the marketplace.") Instant published,
            @Description("How far it has come.") Maturity maturity,
            @Description("That it was taken back, and why.") Optional<Yanked> yanked,
            @Description("Why it is not chosen; absent when it may be.") Optional<String> refused) {}
}
