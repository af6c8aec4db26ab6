// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;

import dev.postern.plugins.internal.Contributions.ServiceChanges;
import dev.postern.plugins.internal.PluginJar.ToolFile;

/**
 * Everything that can be told of a change before it is made.
 *
 * @param examination of the file
 * @param services what comes and goes besides tools
 * @param dependents bundles that are wired to the version that would go
 * @param before tools of all majors of the plugin that serve
 * @param after those that would serve
 */
record PlanLook(
        Examination examination,
        ServiceChanges services,
        List<String> dependents,
        List<ToolFile> before,
        List<ToolFile> after) {}
