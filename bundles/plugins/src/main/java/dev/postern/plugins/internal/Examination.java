// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;

import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.plugins.internal.Desired.InstalledPlugin;

/**
 * What can be said about a plugin's file before any of its code runs.
 *
 * @param plugin as it would be installed
 * @param before what it would replace, or serve beside
 * @param plan what would change
 * @param refusal why it is not installed
 * @param waived what an update would be refused for, and going back is not
 * @param kept the id under which what is installed would serve on beside it
 */
record Examination(
        InstalledPlugin plugin,
        Optional<InstalledPlugin> before,
        Plan plan,
        Optional<PluginException> refusal,
        Optional<String> waived,
        Optional<String> kept) {
    Examination(InstalledPlugin plugin, Optional<InstalledPlugin> before, Plan plan,
            Optional<PluginException> refusal) {
        this(plugin, before, plan, refusal, Optional.empty(), Optional.empty());
    }

    /** Whether it is an update that wants permissions which nobody gave yet. */
    boolean asksForMore() {
        return before.isPresent() && plan.trust().filter(known -> !known.permissions().more().isEmpty()).isPresent();
    }
}
