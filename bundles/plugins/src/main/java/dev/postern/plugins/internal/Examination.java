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
 * @param before what it would replace
 * @param plan what would change
 * @param refusal why it is not installed
 * @param waived what an update would be refused for, and going back is not
 */
record Examination(
        InstalledPlugin plugin,
        Optional<InstalledPlugin> before,
        Plan plan,
        Optional<PluginException> refusal,
        Optional<String> waived) {}
