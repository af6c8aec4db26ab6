// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A step of a change of plugins was passed.
 *
 * @param change the id of the change
 * @param step which
 * @param source how the file came
 * @param principal who asked
 * @param plugin its id, once its file said so much
 * @param version its version, once its file said so much
 */
@WireRecord("plugin.progress")
@Description("A step of a change of plugins was passed.")
public record PluginProgress(
        @Description("The id of the change, which its records have, too.") String change,
        Step step,
        String source,
        String principal,
        Optional<String> plugin,
        Optional<String> version) {

    /** The steps of a change, in their order; each change takes those that it needs. */
    public enum Step {
        FETCHED, VERIFIED, EXAMINED, RESOLVED, PLANNED, STARTING, HEALTHY, COMMITTED, ROLLED_BACK
    }
}
