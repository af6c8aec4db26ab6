// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.core.marketplace.Catalogue;
import dev.postern.core.marketplace.CataloguePlugin;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/**
 * What a marketplace has, as its key's owner signed it once.
 *
 * @param source whose it is
 * @param catalogue as it was signed
 * @param digest SHA-256 of its bytes
 * @param plugins by id, the newest version first
 * @param resources what the resolver knows of them, by the SHA-256 of their files
 * @param offers what their bundles offer that plugins may need of each other, by namespace, of a plugin the newest
 *     version's first
 * @param owners which version a resource is
 */
record Edition(
        Source source,
        Catalogue catalogue,
        String digest,
        Map<String, List<CataloguePlugin>> plugins,
        Map<String, IndexedResource> resources,
        Map<String, List<Capability>> offers,
        Map<Resource, CataloguePlugin> owners) {
    /** Packages are no way from plugin to plugin. */
    private static final String WIRING = "osgi.wiring.";

    static Edition of(Source source, Catalogue catalogue, String digest, Map<String, IndexedResource> resources) {
        var plugins = new TreeMap<String, List<CataloguePlugin>>();
        catalogue.plugins().stream()
                .sorted(Comparator.comparing((CataloguePlugin each) -> version(each)).reversed())
                .forEach(each -> plugins.computeIfAbsent(each.id(), _ -> new ArrayList<>()).add(each));
        var offers = new HashMap<String, List<Capability>>();
        var owners = new HashMap<Resource, CataloguePlugin>();
        plugins.values().stream().flatMap(List::stream).forEach(plugin -> {
            var resource = resources.get(plugin.file().sha256());
            if (resource != null) {
                owners.put(resource, plugin);
                resource.getCapabilities(null).stream().filter(each -> !each.getNamespace().startsWith(WIRING))
                        .forEach(each -> offers.computeIfAbsent(each.getNamespace(), _ -> new ArrayList<>()).add(each));
            }
        });
        return new Edition(source, catalogue, digest, plugins, resources, offers, owners);
    }

    static Version version(CataloguePlugin plugin) {
        return Version.parseVersion(plugin.version());
    }

    boolean isExpired(Instant now) {
        return !catalogue.expires().isAfter(now);
    }

    /** Which version a resource is; empty for one of another edition, or of none. */
    Optional<CataloguePlugin> owner(Resource resource) {
        return Optional.ofNullable(owners.get(resource));
    }

    /** Its versions, the newest first; none when it has no such plugin. */
    List<CataloguePlugin> versions(String id) {
        return plugins.getOrDefault(id, List.of());
    }

    Optional<CataloguePlugin> version(String id, String version) {
        return versions(id).stream().filter(each -> each.version().equals(version)).findFirst();
    }
}
