// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.wire.WireException;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.WantedPlugins.Origin;
import dev.postern.plugins.internal.WantedPlugins.WantedPlugin;

/** Finds the file of a plugin that somebody wants: what was installed before needs no other. */
final class WantedFiles {
    private final DesiredFile desired;
    private final JarStore jars;
    private final Sources sources;
    private final Path deploy;

    WantedFiles(DesiredFile desired, JarStore jars, Sources sources, Path deploy) {
        this.desired = desired;
        this.jars = jars;
        this.sources = sources;
        this.deploy = deploy;
    }

    /** @throws PluginException code {@code no_file} */
    FoundFile find(String id, WantedPlugin entry, String tenant) throws PluginException {
        Optional<InstalledPlugin> kept = desired.get().kept().stream()
                .filter(plugin -> plugin.id().equals(id) && plugin.sha256().equals(entry.sha256())
                        && Files.exists(jars.file(plugin)))
                .findFirst();
        if (kept.isPresent()) {
            return new FoundFile(jars.file(kept.get()), kept.get().source(), kept.get().file(), kept.get().from());
        }
        Origin origin = entry.source().orElseThrow(() -> new PluginException("no_file",
                "the gateway has no file of " + id + " with that digest, and the entry has no source", null));
        if (origin.deploy().isPresent() && origin.path().or(origin::blob).or(origin::name).isEmpty()) {
            return deployed(origin.deploy().get());
        }
        try {
            var found = sources.find(new Source(origin.blob(), origin.path(), origin.name(), Optional.empty()), tenant);
            return new FoundFile(found.file(), found.source(), "", Optional.of(found.name()));
        } catch (WireException refused) {
            throw new PluginException("no_file", String.valueOf(refused.getMessage()), refused);
        }
    }

    private FoundFile deployed(String name) throws PluginException {
        if (name.contains("/") || name.contains("\\") || name.startsWith(".")
                || !Files.isRegularFile(deploy.resolve(name))) {
            throw new PluginException("no_file", "there is no file " + name + " in the deploy folder", null);
        }
        return new FoundFile(deploy.resolve(name), "deploy", name, Optional.empty());
    }

    /**
     * A file.
     *
     * @param file where it lies
     * @param source how the record calls where it came from
     * @param name in the deploy folder; empty for other sources
     * @param from what names it at its source
     */
    record FoundFile(Path file, String source, String name, Optional<String> from) {}
}
