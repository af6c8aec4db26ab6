// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.planner;

import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides what a turn does next: implemented by plugins as a component that carries {@link PlannerDefinition}.
 *
 * <p>A planner keeps nothing between steps. The pipeline records each decision and its outcome and asks again, with all
 * that happened so far in the {@link TurnView}; so a turn goes on after a crash, with another version, or with another
 * planner. What a planner wants to remember it returns as a note or memo.
 */
@ConsumerType
public interface Planner {

    /**
     * Decides one step. Called on a virtual thread, for several turns at once; cancelled by interrupting the thread.
     *
     * @param turn all that happened in the turn so far
     * @return what to do next
     * @throws InterruptedException when cancelled; let it through
     * @throws Exception ends the turn as failed; the log sees why
     */
    Decision next(TurnView turn) throws Exception;

    /**
     * The models that it may be asked for by name, as sessions name their {@code default} one; none when it asks no model.
     * They are what is configured now, for people to choose from; any thread, at once.
     */
    default List<String> models() {
        return List.of();
    }
}
