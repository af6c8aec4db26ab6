// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;

/** What the gateway itself offers now, and apart from it what plugins offer each other. */
final class Platform {
    private static final String WIRING = "osgi.wiring.";

    private final Map<Resource, Wiring> wirings = new HashMap<>();
    private final Map<String, List<Capability>> capabilities = new HashMap<>();
    private final Map<String, List<Capability>> ofPlugins = new HashMap<>();

    Platform(BundleContext context) {
        for (Bundle bundle : context.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (wiring != null) {
                wirings.put(wiring.getRevision(), wiring);
            }
            if (PluginBundles.isPlugin(bundle) && revision != null) {
                // one that runs in a process of its own is not resolved here, and is there all the same
                bringsAlong(revision);
            } else if (wiring != null) {
                wiring.getResourceCapabilities(null).forEach(each -> add(each, capabilities));
            }
        }
    }

    /** Counts a plugin in. Packages are no way from plugin to plugin: each keeps to the gateway's. */
    void bringsAlong(Resource plugin) {
        plugin.getCapabilities(null).stream().filter(each -> !each.getNamespace().startsWith(WIRING))
                .forEach(each -> add(each, ofPlugins));
    }

    private static void add(Capability capability, Map<String, List<Capability>> to) {
        to.computeIfAbsent(capability.getNamespace(), _ -> new ArrayList<>()).add(capability);
    }

    Map<Resource, Wiring> wirings() {
        return wirings;
    }

    List<Capability> capabilities(String namespace) {
        return capabilities.getOrDefault(namespace, List.of());
    }

    /** What plugins offer each other. */
    List<Capability> ofPlugins(String namespace) {
        return ofPlugins.getOrDefault(namespace, List.of());
    }

    /** The packages that it exports. */
    Set<String> packages() {
        var packages = new TreeSet<String>();
        for (Capability capability : capabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            packages.add((String) capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
        }
        return packages;
    }
}
