// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.queue;

import dev.postern.core.identity.Principal;

/**
 * Whose words they are, and whether they may do anything. A turn has the rights of one principal: words of another reach
 * none of its steps, or they would act with rights that are not theirs.
 *
 * @param principal whose rights the turn has
 * @param dryRun whether it executes nothing
 */
public record Speaker(Principal principal, boolean dryRun) {}
