// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.pipeline;

import dev.postern.api.planner.Decision;
import dev.postern.api.planner.TurnView;
import dev.postern.core.plugin.BundleIdentity;
import org.osgi.annotation.versioning.ConsumerType;

/** The fourth stage: has a planner decide one step. */
@ConsumerType
public interface DecideStage {
    /**
     * Decides one step. On the turn's own thread; cancelled by interrupting it.
     *
     * @param planner the name of the planner
     * @param turn all that happened in the turn so far
     * @throws dev.postern.core.wire.WireException {@code unavailable} when there is no such planner
     * @throws InterruptedException when cancelled
     * @throws Exception what the planner threw; ends the turn as failed
     */
    Decided decide(String planner, TurnView turn) throws Exception;

    /**
     * Whether a planner reads {@link TurnView#steering()}: only then do messages reach a turn that it decides.
     *
     * @param planner the name of the planner; one that is not there reads nothing
     */
    default boolean steers(String planner) {
        return false;
    }

    /**
     * What was decided, and by which bytes.
     *
     * @param decision what to do next
     * @param planner the planner's bundle
     */
    record Decided(Decision decision, BundleIdentity planner) {}
}
