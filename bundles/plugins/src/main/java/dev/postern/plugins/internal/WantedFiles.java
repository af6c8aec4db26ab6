// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import dev.postern.core.marketplace.Marketplaces.Delivery;
import dev.postern.core.marketplace.Marketplaces.Order;
import dev.postern.core.marketplace.Marketplaces.Parcel;
import dev.postern.core.marketplace.Marketplaces.Warrant;
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
    private final long maxBytes;

    /** @param maxBytes that a file may have */
    WantedFiles(DesiredFile desired, JarStore jars, Sources sources, Path deploy, long maxBytes) {
        this.maxBytes = maxBytes;
        this.desired = desired;
        this.jars = jars;
        this.sources = sources;
        this.deploy = deploy;
    }

    /** @throws PluginException code {@code no_file} */
    FoundFile find(String id, WantedPlugin entry, String tenant) throws PluginException, InterruptedException {
        Optional<InstalledPlugin> kept = desired.get().kept().stream()
                .filter(plugin -> plugin.id().equals(id) && plugin.sha256().equals(entry.sha256())
                        && Files.exists(jars.file(plugin)))
                .findFirst();
        if (kept.isPresent()) {
            return new FoundFile(jars.file(kept.get()), kept.get().source(), kept.get().file(), kept.get().from(),
                    Optional.empty());
        }
        Origin origin = entry.source().orElseThrow(() -> new PluginException("no_file",
                "the gateway has no file of " + id + " with that digest, and the entry has no source", null));
        if (origin.deploy().isPresent() && origin.path().or(origin::blob).or(origin::name).isEmpty()) {
            return deployed(origin.deploy().get());
        }
        if (origin.name().isPresent() && origin.path().or(origin::blob).or(origin::deploy).isEmpty()) {
            return ordered(origin.name().get(), entry);
        }
        try {
            var found = sources.find(new Source(origin.blob(), origin.path(), origin.name(), Optional.empty()), tenant);
            return new FoundFile(found.file(), found.source(), "", Optional.of(found.name()), Optional.empty());
        } catch (WireException refused) {
            throw new PluginException("no_file", String.valueOf(refused.getMessage()), refused);
        }
    }

    /** What it needs has entries of its own. */
    private FoundFile ordered(String name, WantedPlugin entry) throws PluginException, InterruptedException {
        Delivery delivery = sources.order(new Order(name, Optional.of(entry.version()), Map.of(), maxBytes, true));
        Parcel parcel = delivery.parcels().getLast();
        return new FoundFile(parcel.file(), Request.MARKETPLACE, "", Optional.of(parcel.warrant().marketplace()),
                Optional.of(delivery));
    }

    private FoundFile deployed(String name) throws PluginException {
        if (name.contains("/") || name.contains("\\") || name.startsWith(".")
                || !Files.isRegularFile(deploy.resolve(name))) {
            throw new PluginException("no_file", "there is no file " + name + " in the deploy folder", null);
        }
        return new FoundFile(deploy.resolve(name), "deploy", name, Optional.empty(), Optional.empty());
    }

    /**
     * A file.
     *
     * @param file where it lies
     * @param source how the record calls where it came from
     * @param name in the deploy folder; empty for other sources
     * @param from what names it at its source
     * @param delivery that it came with, which goes with this
     */
    record FoundFile(Path file, String source, String name, Optional<String> from, Optional<Delivery> delivery)
            implements
                AutoCloseable {
        Optional<Warrant> warrant() {
            return delivery.map(it -> it.parcels().getLast().warrant());
        }

        @Override
        public void close() {
            delivery.ifPresent(Delivery::close);
        }
    }
}
