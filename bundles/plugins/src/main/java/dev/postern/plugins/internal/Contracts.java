// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginManager.ContractChange;
import dev.postern.toolversions.Release;

/** What an update changes for those who call a plugin's tools, and whether the tools' versions say so. */
final class Contracts {
    private final Release installed;
    private final List<JsonObject> tools;

    /** Descriptors of what is installed, and of what shall be. */
    Contracts(List<JsonObject> before, List<JsonObject> after) {
        this.installed = new Release(before);
        this.tools = after;
    }

    /** All differences of tools that were there before. */
    List<ContractChange> changes() {
        return tools.stream().flatMap(tool -> installed.changes(tool).stream().map(change -> new ContractChange(
                tool.text("name").orElseThrow() + "@" + tool.text("version").orElseThrow(),
                change.needs().name().toLowerCase(Locale.ROOT), change.pointer(), change.text()))).toList();
    }

    /** What changes more than its version says, and the version that it needs; empty when nothing does. */
    Optional<String> breach() {
        return tools.stream().flatMap(tool -> installed.breach(tool).stream()).findFirst();
    }
}
