// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.core.marketplace.Marketplaces.Order;
import dev.postern.core.marketplace.Marketplaces.Parcel;
import dev.postern.core.marketplace.Marketplaces.Warrant;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.wire.WireException;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.FetchedFiles.Fetch;
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

    /** Those of a document that only a marketplace has, as of now. */
    Map<String, WantedPlugin> missing(WantedPlugins document) {
        var missing = new TreeMap<>(document.plugins());
        missing.entrySet().removeIf(each -> !isMissing(each.getKey(), each.getValue()));
        return missing;
    }

    /** What is installed as another major than it is wanted as only moves. */
    private boolean isMissing(String id, WantedPlugin entry) {
        return entry.source().filter(WantedFiles::isNamed).isPresent() && installedAs(id, entry).isEmpty()
                && kept(id, entry).isEmpty();
    }

    /** Whether its file serves under another id now, which makes room when another major comes. */
    boolean moves(String id, WantedPlugin entry) {
        return installedAs(id, entry).filter(plugin -> !plugin.id().equals(id)).isPresent();
    }

    private static boolean isNamed(Origin origin) {
        return origin.name().isPresent() && origin.path().or(origin::blob).or(origin::deploy).isEmpty();
    }

    private Optional<InstalledPlugin> installedAs(String id, WantedPlugin entry) {
        return desired.get().majors(id).stream().filter(plugin -> plugin.sha256().equals(entry.sha256())).findFirst();
    }

    private Optional<InstalledPlugin> kept(String id, WantedPlugin entry) {
        return desired.get().kept().stream()
                .filter(plugin -> plugin.id().equals(id) && plugin.sha256().equals(entry.sha256())
                        && Files.exists(jars.file(plugin)))
                .findFirst();
    }

    /** Asks marketplaces for what is missing: without a turn, since they may take their time. */
    FetchedFiles fetch(Map<String, WantedPlugin> missing) throws InterruptedException {
        var orders = new HashMap<String, Fetch>();
        // what one needs has an entry of its own
        missing.forEach((id, entry) -> orders.put(id, () -> sources.order(new Order(
                entry.source().flatMap(Origin::name).orElseThrow(), Optional.of(entry.version()), Map.of(), maxBytes,
                true))));
        return FetchedFiles.fetch(orders);
    }

    /** @throws PluginException code {@code no_file}, or why it was not fetched */
    FoundFile find(String id, WantedPlugin entry, String tenant, FetchedFiles fetched) throws PluginException {
        Optional<InstalledPlugin> kept = kept(id, entry);
        if (kept.isPresent()) {
            return new FoundFile(jars.file(kept.get()), kept.get().source(), kept.get().file(), kept.get().from(),
                    Optional.empty());
        }
        Origin origin = entry.source().orElseThrow(() -> new PluginException("no_file",
                "the gateway has no file of " + id + " with that digest, and the entry has no source", null));
        if (origin.deploy().isPresent() && origin.path().or(origin::blob).or(origin::name).isEmpty()) {
            return deployed(origin.deploy().get());
        }
        if (isNamed(origin)) {
            return sent(id, entry, fetched);
        }
        try {
            var found = sources.find(new Source(origin.blob(), origin.path(), origin.name(), Optional.empty()), tenant);
            return new FoundFile(found.file(), found.source(), "", Optional.of(found.name()), Optional.empty());
        } catch (WireException refused) {
            throw new PluginException("no_file", String.valueOf(refused.getMessage()), refused);
        }
    }

    private FoundFile sent(String id, WantedPlugin entry, FetchedFiles fetched) throws PluginException {
        Optional<Parcel> sent = fetched.parcel(id);
        if (sent.isEmpty()) {
            var where = installedAs(id, entry);
            throw where.isPresent()
                    ? new PluginException("major_taken", entry.version() + " is installed as " + where.get().id()
                            + ", which did not make room", null)
                    : new PluginException("superseded", "its file was there when this began, and was removed meanwhile;"
                            + " try again", null);
        }
        Parcel parcel = sent.get();
        return new FoundFile(parcel.file(), Request.MARKETPLACE, "", Optional.of(parcel.warrant().marketplace()),
                Optional.of(parcel.warrant()));
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
     * @param warrant what the marketplace says of it that sent it
     */
    record FoundFile(Path file, String source, String name, Optional<String> from, Optional<Warrant> warrant) {}
}
