// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.postern.core.plugin.PluginException;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import org.osgi.framework.Bundle;

/**
 * Whose settings are whose: a plugin neither describes nor takes those of the gateway or of another plugin, which could
 * mean another rule for them, or secrets that are somebody else's.
 */
final class SettingNames {
    /** The gateway's, and of what it runs on: not all of that describes its settings in a file. */
    private static final List<String> OURS = List.of("dev.postern.", "org.apache.felix.");

    private final PluginBundles bundles;
    private final JarStore jars;

    SettingNames(PluginBundles bundles, JarStore jars) {
        this.bundles = bundles;
        this.jars = jars;
    }

    /** Refuses a file whose settings are another's. */
    void check(PluginJar jar, Path file, Desired desired) throws IOException, PluginException {
        var mine = Pids.of(file);
        if (mine.all().isEmpty()) {
            return;
        }
        for (String pid : mine.named()) {
            if (OURS.stream().anyMatch(pid::startsWith)) {
                throw taken(pid, "the gateway", jar);
            }
        }
        for (Bundle bundle : bundles.everything()) {
            boolean plugin = PluginBundles.isPlugin(bundle);
            if (!plugin || !jar.symbolicName().equals(bundle.getSymbolicName())) {
                check(mine, Pids.of(bundle, plugin && !mine.described().isEmpty()),
                        plugin ? bundle.getSymbolicName() : "the gateway", jar);
            }
        }
        for (InstalledPlugin other : desired.plugins().values()) {
            // one that rests is not in the framework
            if (!other.plugin().equals(jar.id()) && bundles.find(other.symbolicName(), other.sha256()).isEmpty()
                    && Files.exists(jars.file(other))) {
                check(mine, Pids.of(jars.file(other)), other.symbolicName(), jar);
            }
        }
    }

    private static void check(Pids mine, Pids theirs, String owner, PluginJar jar) throws PluginException {
        Set<String> both = new TreeSet<>(mine.all());
        both.retainAll(theirs.described());
        Set<String> taken = new TreeSet<>(mine.described());
        taken.retainAll(theirs.all());
        both.addAll(taken);
        if (!both.isEmpty()) {
            throw taken(both.iterator().next(), owner, jar);
        }
    }

    private static PluginException taken(String pid, String owner, PluginJar jar) {
        return new PluginException("pid_taken", "the settings " + pid + " belong to " + owner
                + "; give yours a PID of the plugin's own, such as " + jar.symbolicName() + ".settings", null);
    }
}
