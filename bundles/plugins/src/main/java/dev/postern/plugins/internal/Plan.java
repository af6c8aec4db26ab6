// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.postern.core.plugin.PluginManager;
import dev.postern.core.plugin.PluginManager.ContractChange;
import dev.postern.core.plugin.PluginTrust;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.PluginJar.ToolFile;

/** Works out what a change does, for whoever asked. */
final class Plan {
    private Plan() {}

    /** Of a change that brings no file in. */
    static PluginManager.Plan of(
            Optional<InstalledPlugin> before,
            Optional<InstalledPlugin> after,
            List<ContractChange> contract) {
        return of(before, after, contract, Optional.empty());
    }

    static PluginManager.Plan of(
            Optional<InstalledPlugin> before,
            Optional<InstalledPlugin> after,
            List<ContractChange> contract,
            Optional<PluginTrust> trust) {
        List<String> old = before.map(InstalledPlugin::bundle).stream().toList();
        List<String> fresh = after.map(InstalledPlugin::bundle).stream().toList();
        boolean same = old.equals(fresh);
        boolean update = !old.isEmpty() && !fresh.isEmpty();
        return new PluginManager.Plan(new PluginManager.BundleChanges(update ? List.of() : fresh,
                update && !same ? fresh : List.of(), fresh.isEmpty() ? old : List.of()),
                tools(byName(before), byName(after)), contract, trust);
    }

    private static PluginManager.ToolChanges tools(Map<String, ToolFile> before, Map<String, ToolFile> after) {
        var gained = after.values().stream().filter(tool -> !before.containsKey(tool.name())).map(ToolFile::label);
        var changed = after.values().stream()
                .filter(tool -> before.containsKey(tool.name()) && !tool.equals(before.get(tool.name())))
                .map(ToolFile::label);
        var lost = before.values().stream().filter(tool -> !after.containsKey(tool.name())).map(ToolFile::label);
        return new PluginManager.ToolChanges(gained.toList(), changed.toList(), lost.toList());
    }

    /** A tool that a plugin has in several versions counts once, by its last. */
    private static Map<String, ToolFile> byName(Optional<InstalledPlugin> plugin) {
        var tools = new TreeMap<String, ToolFile>();
        plugin.ifPresent(it -> it.tools().forEach(tool -> tools.put(tool.name(), tool)));
        return tools;
    }
}
