// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.util.Optional;
import java.util.regex.Pattern;

import dev.postern.api.trigger.MissedRuns;
import dev.postern.api.trigger.ScheduleTrigger;

/**
 * A trigger that is due by the clock.
 *
 * @param tenant whose it is
 * @param id {@code <plugin>/<name>}, or a name alone
 * @param plugin its plugin; empty for one that an administrator configured
 * @param timetable when it is due
 * @param missed what becomes of times that were missed
 * @param session the session that it speaks in, instead of its own
 * @param says what it says
 */
public record TimedTrigger(
        String tenant,
        String id,
        Optional<String> plugin,
        Timetable timetable,
        MissedRuns missed,
        Optional<String> session,
        ScheduleTrigger says) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");

    /**
     * Holds a name against its rule.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: give one of a-z, 0-9 and -, at most 60 characters, not '" + name
                    + "'");
        }
        return name;
    }

    Key key() {
        return new Key(tenant, id);
    }

    /** What a trigger is known by. */
    record Key(String tenant, String id) {}
}
