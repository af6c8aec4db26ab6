// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.postern.core.tool.WithheldTools;
import dev.postern.plugins.internal.Desired.Change;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Tells whose tools are disabled, and which shall serve. A component of its own, which needs nothing: the registry asks it, and the manager
 * needs the registry.
 */
@Component(service = {WithheldTools.class, DisabledTools.class})
public final class DisabledTools implements WithheldTools {
    private volatile Supplier<Desired> desired = () -> Desired.NOTHING;

    /** Knows of nothing until the manager is there. */
    @Activate
    public DisabledTools() {
        // nothing to set up
    }

    void follow(Supplier<Desired> now) {
        desired = now;
    }

    @Override
    public Optional<String> reason(String tool, String versions) {
        Desired now = desired.get();
        return now.sorted().stream()
                .filter(plugin -> now.isDisabled(plugin.id()) && has(plugin, tool, versions))
                .findFirst()
                .map(plugin -> "the tool " + tool + " does not serve: its plugin " + plugin.id()
                        + " is disabled; plugins.enable lets it serve again");
    }

    /** What a change under way takes out counts as gone, what it brings as there. */
    @Override
    public boolean shallServe(String tool, String versions) {
        Desired now = desired.get();
        Optional<Change> change = now.change();
        Optional<InstalledPlugin> going = change.flatMap(Change::leaving);
        Optional<InstalledPlugin> coming = change.filter(each -> !each.rests()).flatMap(Change::after);
        return Stream.concat(now.enabled().stream().filter(plugin -> !going.equals(Optional.of(plugin))),
                coming.stream()).anyMatch(plugin -> has(plugin, tool, versions));
    }

    private static boolean has(InstalledPlugin plugin, String tool, String versions) {
        var range = versions.isEmpty() ? null : new VersionRange(versions);
        return plugin.tools().stream().anyMatch(its -> its.name().equals(tool)
                && (range == null || range.includes(Version.parseVersion(its.version()))));
    }
}
