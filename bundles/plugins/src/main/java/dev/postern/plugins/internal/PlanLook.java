// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;

import dev.postern.plugins.internal.Contributions.ServiceChanges;

/**
 * Everything that can be told of a change before it is made.
 *
 * @param examination of the file
 * @param services what comes and goes besides tools
 * @param dependents bundles that are wired to the version that would go
 */
record PlanLook(Examination examination, ServiceChanges services, List<String> dependents) {}
