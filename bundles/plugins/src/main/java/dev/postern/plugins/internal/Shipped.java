// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.postern.api.plugin.PosternPlugin;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.plugin.PluginInfo;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** The plugins that came with the distribution. */
final class Shipped {
    private final BundleContext context;
    private final PluginHealth health;

    Shipped(BundleContext context, PluginHealth health) {
        this.context = context;
        this.health = health;
    }

    boolean has(String id) {
        for (Bundle bundle : context.getBundles()) {
            if (!PluginBundles.isPlugin(bundle) && capability(bundle).filter(it -> id.equals(id(it))).isPresent()) {
                return true;
            }
        }
        return false;
    }

    List<PluginInfo> plugins() {
        var plugins = new ArrayList<PluginInfo>();
        for (Bundle bundle : context.getBundles()) {
            if (!PluginBundles.isPlugin(bundle)) {
                capability(bundle).ifPresent(capability -> plugins.add(info(bundle, capability)));
            }
        }
        return plugins;
    }

    private PluginInfo info(Bundle bundle, BundleCapability capability) {
        List<String> tools = bundle.adapt(BundleRevision.class).getDeclaredCapabilities(ToolDefinition.CAPABILITY)
                .stream().map(tool -> tool.getAttributes().get(ToolDefinition.CAPABILITY) + "@"
                        + tool.getAttributes().get("version"))
                .sorted().toList();
        Optional<String> ailment = health.ailment(bundle, tools);
        String version = bundle.getVersion().toString();
        return new PluginInfo(id(capability), version,
                String.valueOf(capability.getAttributes().getOrDefault("title", id(capability))),
                ailment.isEmpty() ? PluginInfo.State.ACTIVE : PluginInfo.State.FAILED, ailment.orElse(""), true,
                List.of(BundleIdentity.of(bundle.getSymbolicName(), version, bundle.getLocation()).toString()), tools,
                false);
    }

    private static Optional<BundleCapability> capability(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision == null
                ? Optional.empty()
                : revision.getDeclaredCapabilities(PosternPlugin.CAPABILITY).stream().findFirst();
    }

    private static String id(BundleCapability capability) {
        return String.valueOf(capability.getAttributes().get(PosternPlugin.CAPABILITY));
    }
}
