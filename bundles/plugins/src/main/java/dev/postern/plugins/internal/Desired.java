// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import dev.postern.plugins.internal.trust.Signer;

/**
 * What shall be installed: the content of {@code installed.json}, which is true whatever the framework remembers.
 *
 * @param format of the file; 1
 * @param plugins by id
 * @param deployed files of the deploy folder that were dealt with, by name
 * @param change the one that was under way when this was written
 * @param seen digests of versions that were ever installed, by {@code <id>@<version>}, the latest last
 */
public record Desired(
        int format,
        Map<String, InstalledPlugin> plugins,
        Map<String, DeployedFile> deployed,
        Optional<Change> change,
        Optional<Map<String, String>> seen) {
    /** Nothing yet. */
    static final Desired NOTHING = new Desired(1, Map.of(), Map.of(), Optional.empty(), Optional.empty());
    /** Versions that are remembered; the file is written with each change. */
    private static final int MOST_SEEN = 2_000;

    /** Copies the maps. */
    public Desired {
        plugins = Map.copyOf(plugins);
        deployed = Map.copyOf(deployed);
        seen = seen.map(versions -> Collections.unmodifiableMap(new LinkedHashMap<>(versions)));
    }

    /** The digest of the version when it was installed, at whatever time. */
    Optional<String> digest(String id, String version) {
        return seen.flatMap(versions -> Optional.ofNullable(versions.get(id + "@" + version)));
    }

    /** In the order of their ids. */
    List<InstalledPlugin> sorted() {
        return List.copyOf(new TreeMap<>(plugins).values());
    }

    Desired begin(Change under) {
        return new Desired(format, plugins, deployed, Optional.of(under), seen);
    }

    /** The change is undone. */
    Desired abandoned() {
        return new Desired(format, plugins, deployed, Optional.empty(), seen);
    }

    /** The change is done. Not before is its file dealt with: what was undone is tried again at the next start. */
    Desired finished(Change done) {
        var now = new LinkedHashMap<>(plugins);
        var files = new LinkedHashMap<>(deployed);
        done.before().ifPresent(before -> now.remove(before.id()));
        done.after().ifPresent(after -> now.put(after.id(), after));
        done.after().filter(after -> !after.file().isEmpty())
                .ifPresent(after -> files.put(after.file(), new DeployedFile(after.sha256(), after.id())));
        return new Desired(format, now, files, Optional.empty(), done.after().map(this::remembering).or(() -> seen));
    }

    private Map<String, String> remembering(InstalledPlugin plugin) {
        var versions = new LinkedHashMap<>(seen.orElse(Map.of()));
        versions.putLast(plugin.id() + "@" + plugin.version(), plugin.sha256());
        while (versions.size() > MOST_SEEN) {
            versions.pollFirstEntry();
        }
        return versions;
    }

    Desired with(InstalledPlugin plugin) {
        var now = new LinkedHashMap<>(plugins);
        now.put(plugin.id(), plugin);
        return new Desired(format, now, deployed, change, seen);
    }

    Desired deployed(String name, DeployedFile file) {
        var now = new LinkedHashMap<>(deployed);
        now.put(name, file);
        return new Desired(format, plugins, now, change, seen);
    }

    Desired undeployed(String name) {
        var now = new LinkedHashMap<>(deployed);
        now.remove(name);
        return new Desired(format, plugins, now, change, seen);
    }

    /**
     * A plugin that shall be installed.
     *
     * @param id its id
     * @param version its version
     * @param title its name for people
     * @param symbolicName its bundle's symbolic name
     * @param sha256 of its file, hex
     * @param source {@code deploy}, {@code blob} or {@code path}
     * @param file its name in the deploy folder, empty when it did not come from there
     * @param tools what it declares
     * @param signer who signed it; empty when nobody did
     */
    public record InstalledPlugin(
            String id,
            String version,
            String title,
            String symbolicName,
            String sha256,
            String source,
            String file,
            List<ToolFile> tools,
            Optional<Signer> signer) {
        List<String> toolLabels() {
            return tools.stream().map(ToolFile::label).toList();
        }

        String bundle() {
            return new BundleIdentity(symbolicName, version, sha256).toString();
        }

        InstalledPlugin inFile(String name) {
            return new InstalledPlugin(id, version, title, symbolicName, sha256, source, name, tools, signer);
        }
    }

    /**
     * A file of the deploy folder that was dealt with; it is looked at again when its bytes change.
     *
     * @param sha256 hex
     * @param plugin the plugin that it held
     */
    public record DeployedFile(String sha256, String plugin) {}

    /**
     * A change that has begun. It is written down before the framework is touched, so that a start after a crash can
     * complete it.
     *
     * @param id stands in the journal's record of it
     * @param at when it began
     * @param principal who asked
     * @param source where the file came from
     * @param since the newest journal position before it
     * @param before what was installed
     * @param after what shall be installed; empty for a removal
     * @param outcome what to keep for the request's idempotency key
     */
    public record Change(
            String id,
            Instant at,
            String principal,
            String source,
            long since,
            Optional<InstalledPlugin> before,
            Optional<InstalledPlugin> after,
            Optional<StoredOutcome> outcome) {
        /** The plugin that changes, as it was or will be. */
        InstalledPlugin subject() {
            return after.or(() -> before).orElseThrow();
        }
    }
}
