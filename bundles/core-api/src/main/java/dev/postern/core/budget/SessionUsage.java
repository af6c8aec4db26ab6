// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.budget;

import java.time.LocalDate;

import dev.postern.api.planner.Usage;

/**
 * What a session has used: what was settled, and what is held for what is under way.
 *
 * @param total since it began
 * @param day the newest day of UTC on which it used something, as days since 1970-01-01
 * @param today on that day
 */
public record SessionUsage(Usage total, long day, Usage today) {
    /** Of a session that has used nothing. */
    public static final SessionUsage NONE = new SessionUsage(Usage.NONE, 0, Usage.NONE);

    /** What it used on that day; of days before its newest nothing is known. */
    public Usage on(LocalDate date) {
        return date.toEpochDay() == day ? today : Usage.NONE;
    }

    /** With what counts for that day; what is settled late leaves the newer day alone. */
    public SessionUsage with(LocalDate date, Usage used) {
        return date.toEpochDay() < day
                ? new SessionUsage(total.plus(used), day, today)
                : new SessionUsage(total.plus(used), date.toEpochDay(), on(date).plus(used));
    }
}
