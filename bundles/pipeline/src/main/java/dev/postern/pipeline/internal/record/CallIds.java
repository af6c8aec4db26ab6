// SPDX-License-Identifier: Apache-2.0
package dev.postern.pipeline.internal.record;

/** Ids of a turn's calls: told by turn, step and place, so that a step taken up again meets its own calls. */
public final class CallIds {
    private CallIds() {}

    /**
     * The id of a call.
     *
     * @param turn {@code t_…}
     * @param step from 1
     * @param index from 0
     */
    public static String of(String turn, int step, int index) {
        return "c_" + turn.substring(turn.indexOf('_') + 1) + "_" + step + "_" + index;
    }
}
