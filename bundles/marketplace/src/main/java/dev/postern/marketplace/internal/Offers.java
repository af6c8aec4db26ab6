// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.postern.core.marketplace.CataloguePlugin;
import dev.postern.core.plugin.PluginInfo;
import dev.postern.core.plugin.PluginManager;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What all marketplaces together offer, beside what is installed. */
@Component(service = Offers.class)
public final class Offers {
    private final BundleContext context;
    private final Shelves shelves;
    private final PluginManager plugins;

    /** Over what is configured and installed. */
    @Activate
    public Offers(BundleContext context, @Reference Shelves shelves, @Reference PluginManager plugins) {
        this.context = context;
        this.shelves = shelves;
        this.plugins = plugins;
    }

    Shelves shelves() {
        return shelves;
    }

    /** By which versions are chosen now. */
    Choice choice() {
        return new Choice(new Platform(context, ""));
    }

    /** The edition with the say about each plugin, by the plugin's id. */
    TreeMap<String, Edition> holders() {
        var holders = new TreeMap<String, Edition>();
        for (Edition edition : shelves.editions()) {
            edition.plugins().keySet().forEach(id -> holders.putIfAbsent(id, edition));
        }
        return holders;
    }

    Map<String, PluginInfo> installed() {
        return plugins.plugins().stream().collect(Collectors.toMap(PluginInfo::id, Function.identity()));
    }

    /** Whether there is a newer one than is installed. */
    static boolean isNewer(CataloguePlugin offered, Optional<PluginInfo> installed) {
        return installed.filter(plugin -> !plugin.shipped()
                && Edition.version(offered).compareTo(Version.parseVersion(plugin.version())) > 0).isPresent();
    }
}
