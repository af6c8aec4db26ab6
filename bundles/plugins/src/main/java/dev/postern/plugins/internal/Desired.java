// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.postern.core.plugin.BundleIdentity;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.store.Write.StoredOutcome;
import dev.postern.core.tool.Majors;
import dev.postern.plugins.internal.PluginJar.ToolFile;
import dev.postern.plugins.internal.trust.Signer;

/**
 * What shall be installed: the content of {@code installed.json}, which is true whatever the framework remembers.
 *
 * @param format of the file; 1
 * @param plugins by id; {@link Seat} says which
 * @param deployed files of the deploy folder that were dealt with, by name
 * @param change the one that was under way when this was written
 * @param seen digests of versions that were ever installed, by {@code <id>@<version>}, the latest last
 * @param disabled ids of plugins whose file is kept and which do not run
 * @param previous the version before, whose file is kept too, by id
 * @param pinned ids of plugins that stay at their version unless somebody names another
 */
public record Desired(
        int format,
        Map<String, InstalledPlugin> plugins,
        Map<String, DeployedFile> deployed,
        Optional<Change> change,
        Optional<Map<String, String>> seen,
        Optional<List<String>> disabled,
        Optional<Map<String, InstalledPlugin>> previous,
        Optional<List<String>> pinned) {
    /** Nothing yet. */
    static final Desired NOTHING = new Desired(1, Map.of(), Map.of(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty());
    /** Versions that are remembered; the file is written with each change. */
    private static final int MOST_SEEN = 2_000;

    /** Copies the maps. */
    public Desired {
        plugins = Map.copyOf(plugins);
        deployed = Map.copyOf(deployed);
        seen = seen.map(versions -> Collections.unmodifiableMap(new LinkedHashMap<>(versions)));
        disabled = disabled.map(List::copyOf);
        previous = previous.map(Map::copyOf);
        pinned = pinned.map(List::copyOf);
    }

    boolean isPinned(String id) {
        return pinned.filter(ids -> ids.contains(id)).isPresent();
    }

    /** The plugin stays at its version, or does no more. */
    Desired pinned(String id, boolean stays) {
        return new Desired(format, plugins, deployed, change, seen, disabled, previous, pinning(id, stays));
    }

    private Optional<List<String>> pinning(String id, boolean stays) {
        var ids = new TreeSet<>(pinned.orElse(List.of()));
        if (stays) {
            ids.add(id);
        } else {
            ids.remove(id);
        }
        return ids.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(ids));
    }

    boolean isDisabled(String id) {
        return disabled.filter(ids -> ids.contains(id)).isPresent();
    }

    /** What a rollback of the plugin leads to. */
    Optional<InstalledPlugin> before(String id) {
        return previous.flatMap(versions -> Optional.ofNullable(versions.get(id)));
    }

    /** @throws PluginException code {@code not_found} */
    InstalledPlugin known(String id) throws PluginException {
        InstalledPlugin plugin = plugins.get(id);
        if (plugin == null) {
            throw new PluginException("not_found", "there is no plugin " + id, null);
        }
        return plugin;
    }

    /** @throws PluginException code {@code no_version_before} */
    InstalledPlugin knownBefore(InstalledPlugin now) throws PluginException {
        return before(now.id()).orElseThrow(() -> new PluginException("no_version_before",
                "no version of " + now.id() + " before " + now.version()
                        + " is kept: none was installed before it, or it was uninstalled meanwhile"
                        + others(now),
                null));
    }

    private String others(InstalledPlugin now) {
        var others = majors(now.id()).stream().map(InstalledPlugin::id).filter(id -> !id.equals(now.id())).toList();
        return others.isEmpty()
                ? ""
                : ". " + String.join(" and ", others) + " would serve alone when " + now.id() + " is uninstalled";
    }

    /** Everything whose file is wanted. */
    List<InstalledPlugin> kept() {
        return Stream.concat(plugins.values().stream(), previous.stream().flatMap(each -> each.values().stream()))
                .toList();
    }

    /** Whether the plugin's file is still wanted. */
    boolean keeps(InstalledPlugin plugin) {
        return kept().stream().anyMatch(kept -> kept.plugin().equals(plugin.plugin())
                && kept.sha256().equals(plugin.sha256()));
    }

    /** Those that shall run, in the order of their ids. */
    List<InstalledPlugin> enabled() {
        return sorted().stream().filter(plugin -> !isDisabled(plugin.id())).toList();
    }

    /** The digest of the version of a plugin when it was installed, at whatever time. */
    Optional<String> digest(String plugin, String version) {
        return seen.flatMap(versions -> Optional.ofNullable(versions.get(plugin + "@" + version)));
    }

    /** All majors of the plugin that an id is of, in the order of their ids. */
    List<InstalledPlugin> majors(String id) {
        return sorted().stream().filter(plugin -> plugin.plugin().equals(Seat.plugin(id))).toList();
    }

    /** In the order of their ids. */
    List<InstalledPlugin> sorted() {
        return List.copyOf(new TreeMap<>(plugins).values());
    }

    Desired begin(Change under) {
        return new Desired(format, plugins, deployed, Optional.of(under), seen, disabled, previous, pinned);
    }

    /** The change is undone. */
    Desired abandoned() {
        return new Desired(format, plugins, deployed, Optional.empty(), seen, disabled, previous, pinned);
    }

    /** The change is done. Not before is its file dealt with: what was undone is tried again at the next start. */
    Desired finished(Change done) {
        var now = new LinkedHashMap<>(plugins);
        var files = new LinkedHashMap<>(deployed);
        done.before().ifPresent(before -> now.remove(before.id()));
        done.keptPlugin().ifPresent(kept -> {
            now.put(kept.id(), kept);
            files.computeIfPresent(kept.file(), (_, file) -> new DeployedFile(file.sha256(), kept.id()));
        });
        done.after().ifPresent(after -> now.put(after.id(), after));
        // what is only switched on or off is the file's no more than before
        done.after().filter(after -> !after.file().isEmpty() && done.kind().bringsFile())
                .ifPresent(after -> files.put(after.file(), new DeployedFile(after.sha256(), after.id())));
        return new Desired(format, now, files, Optional.empty(), done.after().map(this::remembering).or(() -> seen),
                resting(done), preceding(done),
                done.after().isPresent() ? pinned : pinning(done.subject().id(), false));
    }

    private Optional<List<String>> resting(Change done) {
        var ids = new TreeSet<>(disabled.orElse(List.of()));
        ids.remove(done.subject().id());
        if (done.isDisabled()) {
            ids.add(done.subject().id());
        }
        done.kept().filter(_ -> done.wasDisabled()).ifPresent(ids::add);
        return ids.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(ids));
    }

    /** One version back: what was replaced, be it by an update or by going back. */
    private Optional<Map<String, InstalledPlugin>> preceding(Change done) {
        var versions = new LinkedHashMap<>(previous.orElse(Map.of()));
        Optional<InstalledPlugin> kept = done.keptPlugin();
        if (done.after().isEmpty() || kept.isPresent()) {
            Optional<InstalledPlugin> own = Optional.ofNullable(versions.remove(done.subject().id()));
            own.filter(version -> kept.filter(version::isSameMajor).isPresent())
                    .ifPresent(version -> versions.put(kept.get().id(), version.as(kept.get().id())));
        } else if (!done.keepsFile()) {
            done.before().ifPresent(before -> versions.put(before.id(), before));
        }
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions);
    }

    private Map<String, String> remembering(InstalledPlugin plugin) {
        var versions = new LinkedHashMap<>(seen.orElse(Map.of()));
        versions.putLast(plugin.plugin() + "@" + plugin.version(), plugin.sha256());
        while (versions.size() > MOST_SEEN) {
            versions.pollFirstEntry();
        }
        return versions;
    }

    Desired with(InstalledPlugin plugin) {
        var now = new LinkedHashMap<>(plugins);
        now.put(plugin.id(), plugin);
        return new Desired(format, now, deployed, change, seen, disabled, previous, pinned);
    }

    /** What a plan counts on: the plugin of the one id has the other. */
    Desired renamed(String id, String other) {
        var now = new LinkedHashMap<>(plugins);
        Optional.ofNullable(now.remove(id)).ifPresent(plugin -> now.put(other, plugin.as(other)));
        return new Desired(format, now, deployed, change, seen, disabled, previous, pinned);
    }

    Desired deployed(String name, DeployedFile file) {
        var now = new LinkedHashMap<>(deployed);
        now.put(name, file);
        return new Desired(format, plugins, now, change, seen, disabled, previous, pinned);
    }

    Desired undeployed(String name) {
        var now = new LinkedHashMap<>(deployed);
        now.remove(name);
        return new Desired(format, plugins, now, change, seen, disabled, previous, pinned);
    }

    /**
     * A plugin that shall be installed.
     *
     * @param id its id; {@code <id>@<major>} for an older major that serves beside the newest
     * @param version its version
     * @param title its name for people
     * @param symbolicName its bundle's symbolic name
     * @param sha256 of its file, hex
     * @param source {@code deploy}, {@code blob}, {@code path} or {@code marketplace}
     * @param file its name in the deploy folder, empty when it did not come from there
     * @param tools what it declares
     * @param from the path below the import folder, the blob or the marketplace that its file was in, as far as it is known
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
            Optional<String> from,
            Optional<Signer> signer) {
        List<String> toolLabels() {
            return tools.stream().map(ToolFile::label).toList();
        }

        String bundle() {
            return new BundleIdentity(symbolicName, version, sha256).toString();
        }

        /** @throws PluginException code {@code start_failed} when what was read is not what was installed */
        void requireSameFile(String read) throws PluginException {
            if (!read.equals(sha256)) {
                throw new PluginException("start_failed",
                        "its file was changed since it was installed; install it again", null);
            }
        }

        /** The id that the plugin gives itself: of all its majors. */
        String plugin() {
            return Seat.plugin(id);
        }

        boolean isSameMajor(InstalledPlugin other) {
            return Majors.of(version) == Majors.of(other.version);
        }

        InstalledPlugin as(String other) {
            return new InstalledPlugin(other, version, title, symbolicName, sha256, source, file, tools, from, signer);
        }

        InstalledPlugin inFile(String name) {
            return new InstalledPlugin(id, version, title, symbolicName, sha256, source, name, tools, from, signer);
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
     * @param action what is done; absent in files of older gateways, which only installed, updated and removed
     * @param disabled whether what shall be installed does not run
     * @param rested whether what was installed did not run
     * @param kept the id under which what was installed stays beside what comes; absent when it goes
     */
    public record Change(
            String id,
            Instant at,
            String principal,
            String source,
            long since,
            Optional<InstalledPlugin> before,
            Optional<InstalledPlugin> after,
            Optional<StoredOutcome> outcome,
            Optional<Action> action,
            Optional<Boolean> disabled,
            Optional<Boolean> rested,
            Optional<String> kept) {
        /** What stays beside what comes. */
        Optional<InstalledPlugin> keptPlugin() {
            return kept.flatMap(id -> before.map(plugin -> plugin.as(id)));
        }

        /** What is there and goes, or makes way. */
        Optional<InstalledPlugin> leaving() {
            return before.filter(_ -> kept.isEmpty());
        }

        /** What is done. */
        Action kind() {
            return action.orElseGet(() -> after.isEmpty()
                    ? Action.REMOVE
                    : before.isEmpty() ? Action.INSTALL : Action.UPDATE);
        }

        /** Whether the plugin stays and does not run. */
        boolean isDisabled() {
            return after.isPresent() && disabled.orElse(false);
        }

        /** Whether the plugin was there and did not run. */
        boolean wasDisabled() {
            return before.isPresent() && rested.orElse(false);
        }

        /** Whether nothing runs once it is done. */
        boolean rests() {
            return after.isEmpty() || isDisabled();
        }

        /** Whether what was installed is, byte for byte, what shall be. */
        boolean keepsFile() {
            return before.flatMap(old -> after.filter(fresh -> fresh.sha256().equals(old.sha256()))).isPresent();
        }

        /** The plugin that changes, as it was or will be. */
        InstalledPlugin subject() {
            return after.or(() -> before).orElseThrow();
        }
    }

    /** What a change does to a plugin. */
    public enum Action {
        INSTALL, UPDATE, REMOVE, DISABLE, ENABLE, ROLLBACK;

        /** Whether it is made for the sake of a file that somebody gave. */
        boolean bringsFile() {
            return this == INSTALL || this == UPDATE;
        }
    }
}
