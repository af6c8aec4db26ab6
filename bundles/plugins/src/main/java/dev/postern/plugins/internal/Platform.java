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
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;

/** What the gateway itself offers now: the wirings of all bundles that are no plugin. */
final class Platform {
    private final Map<Resource, Wiring> wirings = new HashMap<>();
    private final Map<String, List<Capability>> capabilities = new HashMap<>();

    Platform(BundleContext context) {
        for (Bundle bundle : context.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (wiring != null && !PluginBundles.isPlugin(bundle)) {
                wirings.put(wiring.getRevision(), wiring);
                for (Capability capability : wiring.getResourceCapabilities(null)) {
                    capabilities.computeIfAbsent(capability.getNamespace(), space -> new ArrayList<>()).add(capability);
                }
            }
        }
    }

    Map<Resource, Wiring> wirings() {
        return wirings;
    }

    List<Capability> capabilities(String namespace) {
        return capabilities.getOrDefault(namespace, List.of());
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
