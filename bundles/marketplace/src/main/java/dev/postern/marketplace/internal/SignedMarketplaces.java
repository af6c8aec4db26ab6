// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.marketplace.Marketplaces;
import dev.postern.core.plugin.PluginException;
import dev.postern.marketplace.internal.Trouble.State;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.resolver.Resolver;

/** Orders from marketplaces whose catalogues are signed. */
@Component(service = {Marketplaces.class, SignedMarketplaces.class})
public final class SignedMarketplaces implements Marketplaces {
    private final BundleContext context;
    private final Shelves shelves;
    private final Resolver resolver;
    private final Path orders;

    /** Over what is configured. */
    @Activate
    public SignedMarketplaces(BundleContext context, @Reference Shelves shelves, @Reference Resolver resolver)
            throws IOException {
        this.context = context;
        this.shelves = shelves;
        this.resolver = resolver;
        orders = Parcels.folder(shelves.folder().resolve(".orders"));
    }

    @Override
    public Delivery order(Order order) throws PluginException, InterruptedException {
        List<Offer> offers = choose(order);
        try {
            return fetch(offers, order.maxBytes());
        } catch (IOException disk) {
            throw new PluginException("unavailable", "it could not be kept: " + disk, disk);
        }
    }

    private Delivery fetch(List<Offer> offers, long maxBytes)
            throws PluginException, IOException, InterruptedException {
        var parcels = new Parcels(orders);
        try {
            for (Offer offer : offers) {
                parcels.fetch(offer, shelves.named(offer.source().name()).orElseThrow().folder(), maxBytes);
            }
            return parcels;
        } catch (PluginException | IOException | InterruptedException | RuntimeException failed) {
            parcels.close();
            throw failed;
        }
    }

    /** What is known decides; only who asks for what nobody knows yet has it looked for. */
    private List<Offer> choose(Order order) throws PluginException, InterruptedException {
        if (has(shelves.editions(), order).isEmpty() || shelves.all().stream().anyMatch(Shelf::isUnread)) {
            shelves.refresh();
        }
        // of one order all are of one look: they may be exchanged meanwhile
        List<Edition> editions = shelves.editions();
        Edition edition = has(editions, order).or(() -> holder(editions, order.plugin()))
                .orElseThrow(() -> nobody(order.plugin()));
        requireNoSilence(edition.source());
        var platform = new Platform(context, order.plugin());
        CataloguePlugin plugin = new Choice(platform).of(edition.source(), edition.versions(order.plugin()),
                order.version());
        requireNoStepBack(order, plugin);
        var wanted = new Offer(edition.source(), plugin);
        if (order.alone()) {
            return List.of(wanted);
        }
        List<Offer> chosen = new Needs(resolver, platform, editions, order.installed()).of(edition, wanted);
        for (Offer each : chosen) {
            requireNoSilence(each.source());
        }
        return chosen;
    }

    private static Optional<Edition> has(List<Edition> editions, Order order) {
        return holder(editions, order.plugin()).filter(edition -> order.version().isEmpty()
                || edition.version(order.plugin(), order.version().get()).isPresent());
    }

    /** The one that has the say about a plugin. */
    private static Optional<Edition> holder(List<Edition> editions, String plugin) {
        return editions.stream().filter(edition -> !edition.versions(plugin).isEmpty()).findFirst();
    }

    /** Whoever can keep one from being read must not have the say pass to another by that. */
    private void requireNoSilence(Source taken) throws PluginException {
        for (Shelf shelf : shelves.all()) {
            if (Source.ORDER.compare(shelf.source(), taken) < 0 && shelf.edition().isEmpty()) {
                var view = shelf.view();
                throw new PluginException("marketplace_" + view.state().code(),
                        "the marketplace " + shelf.source().name()
                                + " has the say before " + taken.name() + " and cannot be read: "
                                + view.message()
                                + ". Mend it, or take it out of sources of " + MarketplaceConfig.PID,
                        null);
            }
        }
    }

    private static void requireNoStepBack(Order order, CataloguePlugin plugin) throws PluginException {
        String installed = order.installed().get(plugin.id());
        if (order.version().isEmpty() && installed != null
                && Version.parseVersion(installed).compareTo(Edition.version(plugin)) > 0) {
            throw new PluginException("no_fitting_version",
                    plugin.id() + " " + installed + " is installed, and the newest that"
                            + " can be chosen is " + plugin.version() + "; name that version to go back to it",
                    null);
        }
    }

    private PluginException nobody(String plugin) {
        for (Shelf shelf : shelves.all()) {
            var view = shelf.view();
            if (view.state() != State.OK) {
                return new PluginException("marketplace_" + view.state().code(), "no marketplace that can be read has "
                        + plugin + ", and " + shelf.source().name() + " cannot: " + view.message(), null);
            }
        }
        return new PluginException("not_offered", shelves.all().isEmpty()
                ? "no marketplace is named where " + plugin + " could be found; ./postern marketplace add names one, or"
                        + " give a file"
                : "no marketplace has " + plugin + "; ./postern marketplace search finds what they have", null);
    }
}
