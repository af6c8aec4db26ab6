// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.api.plugin.PosternPlugin;
import dev.postern.api.tool.ToolDefinition;
import dev.postern.core.access.Grants;
import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginHosts;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Where the code of a plugin's bundle runs: here, or in a process of its own. In the second case the bundle is installed
 * here and never started, so that none of its code is loaded.
 */
final class Placement {
    private final PluginHosts hosts;
    private final DesiredFile desired;

    Placement(PluginHosts hosts, DesiredFile desired) {
        this.hosts = hosts;
        this.desired = desired;
    }

    /**
     * Starts it elsewhere, when that is its place. False when it is to be started here.
     *
     * @throws PluginException when no process can be had for it
     */
    boolean start(Bundle bundle, Path jar) throws PluginException {
        var revision = bundle.adapt(BundleRevision.class);
        var plugin = revision == null
                ? Optional.<Grants>empty()
                : revision.getDeclaredCapabilities(PosternPlugin.CAPABILITY).stream().findFirst()
                        .map(capability -> Grants.of(capability.getAttributes()));
        var installed = installed(bundle);
        if (plugin.isEmpty() || !hosts.isolates(plugin.get().plugin(),
                installed.map(InstalledPlugin::source).orElse(""),
                installed.flatMap(InstalledPlugin::signer).isPresent())) {
            return false;
        }
        hosts.start(new PluginHosts.Hosted(plugin.get().plugin(), bundle.getBundleId(),
                BundleIdentity.of(bundle.getSymbolicName(), bundle.getVersion().toString(), bundle.getLocation()), jar,
                tools(revision), plugin.get()));
        return true;
    }

    /** Ends its process, if it has one. */
    void stop(Bundle bundle) {
        hosts.stop(bundle.getBundleId());
    }

    /** How its process ended last, empty when it never did; nothing at all when it has none. */
    Optional<String> ailment(Bundle bundle) {
        return hosts.ailment(bundle.getBundleId());
    }

    private static List<String> tools(BundleRevision revision) {
        return revision.getDeclaredCapabilities(ToolDefinition.CAPABILITY).stream()
                .map(tool -> tool.getAttributes().get(ToolDefinition.CAPABILITY) + "@"
                        + tool.getAttributes().get("version"))
                .sorted().toList();
    }

    /** As it is written down, or is about to be. */
    private Optional<InstalledPlugin> installed(Bundle bundle) {
        var now = desired.get();
        return Stream.concat(now.plugins().values().stream(),
                now.change().stream().flatMap(change -> change.after().stream()))
                .filter(plugin -> PluginBundles.location(plugin.symbolicName(), plugin.sha256())
                        .equals(bundle.getLocation()))
                .findFirst();
    }
}
