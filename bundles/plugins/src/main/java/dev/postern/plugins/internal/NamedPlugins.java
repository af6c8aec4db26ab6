// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.postern.api.schema.Description;
import dev.postern.core.marketplace.Marketplaces.Delivery;
import dev.postern.core.marketplace.Marketplaces.Order;
import dev.postern.core.marketplace.Marketplaces.Parcel;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.wire.WireException;
import dev.postern.plugins.internal.Changes.Acceptance;
import dev.postern.plugins.internal.Changes.Outcome;
import dev.postern.plugins.internal.Changes.Result;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.Planning.Wanted;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plugins by their names: what a marketplace sends is installed one by one, each as a change of its own, what is needed
 * first. When one fails, those that came for its sake go again.
 */
@Component(service = NamedPlugins.class)
public final class NamedPlugins {
    private static final Logger LOG = LoggerFactory.getLogger(NamedPlugins.class);

    private final DefaultPluginManager manager;
    private final Sources sources;

    /** Over the manager. */
    @Activate
    public NamedPlugins(@Reference DefaultPluginManager manager, @Reference Sources sources) {
        this.manager = manager;
        this.sources = sources;
    }

    /**
     * Installs a plugin and what it needs.
     *
     * @param keep whether it serves beside another major of it that is installed; what it needs is never replaced
     * @param outcome what the request's key shall be answered, by what else was installed
     */
    Installed install(Source source, boolean keep, String principal, Function<List<Also>, Outcome> outcome,
            Acceptance accepts) throws PluginException, InterruptedException, WireException {
        try (Delivery delivery = order(source)) {
            List<Parcel> parcels = delivery.parcels();
            var came = new ArrayList<InstalledPlugin>();
            try {
                for (Parcel needed : parcels.subList(0, parcels.size() - 1)) {
                    Result result = install(needed, Request.of(needed, principal, Outcome.NONE),
                            NamedPlugins::checkNew);
                    if (result.before().isEmpty()) {
                        came.add(result.plugin());
                    }
                }
                List<Also> also = Also.of(came);
                Acceptance unpinned = (before, after) -> {
                    requireNotPinned(source);
                    accepts.check(before, after);
                };
                Parcel wanted = parcels.getLast();
                return new Installed(install(wanted, Request.of(wanted, principal, outcome.apply(also)).keeping(keep),
                        unpinned), also);
            } catch (PluginException | InterruptedException | RuntimeException failed) {
                if (!(failed instanceof PluginException refused) || !refused.code().equals("held")) {
                    takeBack(came, principal);
                }
                throw failed;
            }
        }
    }

    /** The same for what is installed already. */
    Installed update(Source source, boolean keep, String principal, Function<List<Also>, Outcome> outcome,
            Acceptance accepts) throws PluginException, InterruptedException, WireException {
        String id = source.name().orElseThrow();
        if (!versions().containsKey(id)) {
            throw new PluginException("not_found", "no plugin " + id + " is installed; use plugins.install", null);
        }
        return install(source, keep, principal, outcome, accepts);
    }

    /** What installing would do, to what it needs first. */
    List<PlanLook> plan(Source source, boolean keep, String principal)
            throws PluginException, InterruptedException, WireException {
        try (Delivery delivery = order(source)) {
            Parcel wanted = delivery.parcels().getLast();
            return manager.plan(delivery.parcels().stream()
                    .map(parcel -> new Wanted(parcel.file(), Request.of(parcel, principal, Outcome.NONE)
                            .keeping(keep && parcel.equals(wanted))))
                    .toList());
        }
    }

    private Result install(Parcel parcel, Request request, Acceptance accepts)
            throws PluginException, InterruptedException {
        return manager.install(parcel.file(), request, (before, after) -> {
            if (!after.plugin().equals(parcel.plugin()) || !after.version().equals(parcel.version())) {
                throw new PluginException("marketplace_invalid",
                        "the file that " + parcel.warrant().marketplace() + " calls "
                                + parcel.plugin() + " " + parcel.version() + " holds " + after.plugin() + " "
                                + after.version(),
                        null);
            }
            accepts.check(before, after);
        });
    }

    private static void checkNew(Optional<InstalledPlugin> before, InstalledPlugin after) throws PluginException {
        if (before.filter(it -> !it.sha256().equals(after.sha256())).isPresent()) {
            throw new PluginException("superseded", "another version of " + after.id()
                    + ", which it needs, was installed meanwhile; try again", null);
        }
    }

    private Delivery order(Source source) throws PluginException, InterruptedException, WireException {
        Sources.check(source);
        String id = source.name().orElseThrow();
        requireNotPinned(source);
        return sources.order(new Order(id, source.version(), versions(), manager.maxBundleBytes(), false));
    }

    private void requireNotPinned(Source source) throws PluginException {
        String id = source.name().orElseThrow();
        if (source.version().isEmpty() && manager.isPinned(id)) {
            throw new PluginException("pinned", id + " is pinned at " + manager.installed(id)
                    .map(InstalledPlugin::version).orElse("its version")
                    + "; name the exact version to have another, or"
                    + " ./postern plugins unpin " + id, null);
        }
    }

    /** What is there by each name, and not only wished for: of several majors the newest. */
    private Map<String, String> versions() {
        return manager.plugins().stream()
                .filter(it -> it.shipped() || manager.installed(it.id()).isPresent())
                .collect(Collectors.toMap(it -> Seat.plugin(it.id()), PluginInfo::version, (newest, _) -> newest));
    }

    /** What was needed last goes first. */
    private void takeBack(List<InstalledPlugin> came, String principal) {
        boolean interrupted = Thread.interrupted();
        for (InstalledPlugin plugin : came.reversed()) {
            try {
                manager.takeBack(plugin, new Request(Request.MARKETPLACE, "", principal, Outcome.NONE));
            } catch (PluginException | InterruptedException stays) {
                LOG.warn("The plugin {} came for another that could not be installed, and stays", plugin.id(), stays);
                interrupted |= stays instanceof InterruptedException;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What was installed.
     *
     * @param result the plugin itself
     * @param also what came for its sake
     */
    record Installed(Result result, List<Also> also) {}

    /**
     * A plugin that came for another's sake.
     *
     * @param plugin its id
     * @param version its version
     */
    public record Also(
            @Description("The plugin's id.") String plugin,
            @Description("Its version.") String version) {
        static List<Also> of(List<InstalledPlugin> plugins) {
            return plugins.stream().map(plugin -> new Also(plugin.id(), plugin.version())).toList();
        }
    }
}
