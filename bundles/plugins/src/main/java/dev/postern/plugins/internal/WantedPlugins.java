// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Pattern;
import dev.postern.api.schema.Range;
import dev.postern.api.schema.Size;
import dev.postern.plugins.internal.Desired.InstalledPlugin;

/**
 * Which plugins a person wants: the content of {@code plugins.json}.
 *
 * @param format of the file
 * @param plugins by id
 */
public record WantedPlugins(
        @Description("Of the file: 1.") @Range(min = 1, max = 1) int format,
        @Description("By the plugin's id.") @Size(max = 1_000) Map<String, WantedPlugin> plugins) {
    /** Copies the map, by id. */
    public WantedPlugins {
        plugins = new TreeMap<>(plugins);
    }

    /** What is installed, as such a file. */
    static WantedPlugins of(Desired installed) {
        var plugins = new TreeMap<String, WantedPlugin>();
        installed.sorted().forEach(plugin -> plugins.put(plugin.id(),
                WantedPlugin.of(plugin, installed.isDisabled(plugin.id()),
                        installed.isPinned(plugin.id()))));
        return new WantedPlugins(1, plugins);
    }

    Optional<WantedPlugin> plugin(String id) {
        return Optional.ofNullable(plugins.get(id));
    }

    /** The same with another entry, or none. */
    WantedPlugins with(String id, Optional<WantedPlugin> entry) {
        var changed = new LinkedHashMap<>(plugins);
        entry.ifPresentOrElse(plugin -> changed.put(id, plugin), () -> changed.remove(id));
        return new WantedPlugins(format, changed);
    }

    /**
     * A plugin that somebody wants.
     *
     * @param version its version
     * @param sha256 of its file, hex
     * @param source where its file comes from; not needed when the gateway has it
     * @param enabled whether it runs; absent is yes
     * @param pinned whether it stays at this version when updates are made; absent is no
     */
    public record WantedPlugin(
            @Description("Its version.") @Size(max = 64) String version,
            @Description("SHA-256 of its file, hex: no other bytes are taken.") @Pattern("^[0-9a-f]{64}$") String sha256,
            @Description("Where its file comes from; not needed when the gateway has it.") Optional<Origin> source,
            @Description("Whether it runs; absent is true.") Optional<Boolean> enabled,
            @Description("Whether it stays at this version when updates are made; absent is false.") Optional<Boolean> pinned) {

        static WantedPlugin of(InstalledPlugin plugin, boolean disabled, boolean pinned) {
            return new WantedPlugin(plugin.version(), plugin.sha256(), Origin.of(plugin),
                    disabled ? Optional.of(false) : Optional.empty(),
                    pinned ? Optional.of(true) : Optional.empty());
        }

        boolean isPinned() {
            return pinned.orElse(false);
        }

        boolean isDisabled() {
            return !enabled.orElse(true);
        }

        /** Whether it is the same plugin in the same state, wherever its file comes from. */
        boolean says(WantedPlugin other) {
            return version.equals(other.version) && sha256.equals(other.sha256) && isDisabled() == other.isDisabled();
        }

        /** The same from where another one's file comes, if it is the same file. */
        WantedPlugin keepingSource(Optional<WantedPlugin> before) {
            return before.filter(it -> it.sha256.equals(sha256) && it.source.isPresent())
                    .map(it -> new WantedPlugin(version, sha256, it.source, enabled, pinned)).orElse(this);
        }
    }

    /** Where a file comes from; exactly one. */
    @Description("Where the file comes from: exactly one of path, blob, deploy and name.")
    public record Origin(
            @Description("A path below the import folder of the gateway's home.") @Size(
                    max = 1_024) Optional<String> path,
            @Description("The id of a blob.") @Size(max = 128) Optional<String> blob,
            @Description("The name of a file in the deploy folder.") @Size(max = 255) Optional<String> deploy,
            @Description("The plugin's name in a marketplace.") @Size(max = 128) Optional<String> name) {

        static Optional<Origin> of(InstalledPlugin plugin) {
            Optional<String> none = Optional.empty();
            return switch (plugin.source()) {
                case "path" -> plugin.from().map(path -> new Origin(Optional.of(path), none, none, none));
                case "blob" -> plugin.from().map(blob -> new Origin(none, Optional.of(blob), none, none));
                case Request.MARKETPLACE -> Optional.of(new Origin(none, none, none, Optional.of(plugin.plugin())));
                case "deploy" -> Optional.of(new Origin(none, none, Optional.of(plugin.file()), none));
                default -> none.map(_ -> new Origin(none, none, none, none));
            };
        }
    }
}
