// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.postern.api.plugin.PosternPlugin;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;

/** What is there now: the gateway's bundles, and the plugins that are installed. */
final class Platform {
    private static final String PLUGIN = "plugin:";

    private final Map<Resource, Wiring> wirings = new HashMap<>();
    private final Map<String, List<Capability>> capabilities = new HashMap<>();
    private final Map<String, List<Version>> packages = new HashMap<>();

    /** @param replaced the id of a plugin that will not be there any more as it is; empty for none */
    Platform(BundleContext context, String replaced) {
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null && !isPlugin(revision, replaced)) {
                add(revision, bundle.getLocation().startsWith(PLUGIN));
            }
        }
    }

    private static boolean isPlugin(BundleRevision revision, String id) {
        return revision.getDeclaredCapabilities(PosternPlugin.CAPABILITY).stream()
                .anyMatch(plugin -> id.equals(plugin.getAttributes().get(PosternPlugin.CAPABILITY)));
    }

    /** One that runs in a process of its own is not resolved here, and is there all the same. */
    private void add(BundleRevision revision, boolean plugin) {
        BundleWiring wiring = revision.getWiring();
        if (wiring != null) {
            wirings.put(revision, wiring);
        }
        for (Capability each : wiring == null
                ? revision.getCapabilities(null)
                : wiring.getResourceCapabilities(null)) {
            capabilities.computeIfAbsent(each.getNamespace(), _ -> new ArrayList<>()).add(each);
            if (!plugin && each.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
                    && each.getAttributes().get("version") instanceof Version version) {
                packages.computeIfAbsent(String.valueOf(each.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)),
                        _ -> new ArrayList<>()).add(version);
            }
        }
    }

    Map<Resource, Wiring> wirings() {
        return wirings;
    }

    List<Capability> capabilities(String namespace) {
        return capabilities.getOrDefault(namespace, List.of());
    }

    /** In which versions the gateway has a package; none when it has it not. */
    List<Version> packages(String name) {
        return packages.getOrDefault(name, List.of());
    }
}
