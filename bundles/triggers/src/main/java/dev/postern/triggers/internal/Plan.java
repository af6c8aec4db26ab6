// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.postern.api.trigger.MissedRuns;
import dev.postern.triggers.internal.Timetable.DueTimes;

/**
 * What becomes of due times.
 *
 * @param runs those that are run, in order
 * @param passed how many are passed over, when none is run
 */
record Plan(List<Run> runs, int passed) {
    /** Of missed ones. */
    static final int MOST_MISSED = 24;

    /**
     * Decides.
     *
     * @param onTime whether the last of them is; all others were missed
     */
    static Plan of(DueTimes due, MissedRuns missed, boolean onTime) {
        var all = due.newest();
        return switch (missed) {
            case SKIP -> onTime ? last(due) : new Plan(List.of(), due.count());
            case ONCE -> last(due);
            case ALL -> {
                int most = Math.min(all.size(), MOST_MISSED + (onTime ? 1 : 0));
                var runs = new ArrayList<Run>();
                for (var at : all.subList(all.size() - most, all.size())) {
                    runs.add(new Run(at, runs.isEmpty() ? due.count() - most : 0));
                }
                yield new Plan(List.copyOf(runs), 0);
            }
        };
    }

    private static Plan last(DueTimes due) {
        return new Plan(List.of(new Run(due.last(), due.count() - 1)), 0);
    }

    /**
     * A due time that is run.
     *
     * @param due the time
     * @param missed how many before it are not
     */
    record Run(Instant due, int missed) {}
}
