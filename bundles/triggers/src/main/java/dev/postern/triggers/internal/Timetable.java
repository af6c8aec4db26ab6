// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * When something is due: an expression in a time zone. Of what names hours, a time that does not exist is due at the end of
 * the gap, and one that exists twice is due the first time. What goes by every hour is due by the minutes that pass.
 *
 * @param cron the expression
 * @param zone the zone
 */
public record Timetable(Cron cron, ZoneId zone) {
    /** More than these are not looked through one by one: a minute each, it is ten weeks. */
    private static final int MOST_LOOKED_AT = 100_000;
    private static final Duration LAST_OF_MANY = Duration.ofDays(1);

    /**
     * Reads one.
     *
     * @param cron five fields
     * @param zone an IANA name
     * @throws IllegalArgumentException with what is wrong, and the rule
     */
    public static Timetable of(String cron, String zone) {
        try {
            return new Timetable(Cron.of(cron), ZoneId.of(zone.strip()));
        } catch (DateTimeException none) {
            throw new IllegalArgumentException("zone: '" + zone + "' is no time zone: give an IANA name such as"
                    + " Europe/Berlin, or UTC", none);
        }
    }

    /** The same in one line. */
    String text() {
        return cron.text() + " " + zone;
    }

    /** The first due time after another; empty when there is none any more. */
    public Optional<Instant> next(Instant after) {
        return cron.everyHour() ? byMinutes(after) : byHours(after);
    }

    private Optional<Instant> byHours(Instant after) {
        var local = cron.next(LocalDateTime.ofInstant(after, zone));
        while (local.isPresent()) {
            var due = existing(local.get());
            if (due.isAfter(after)) {
                return Optional.of(due);
            }
            local = cron.next(local.get());
        }
        return Optional.empty();
    }

    private Instant existing(LocalDateTime local) {
        var offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty()
                ? zone.getRules().getTransition(local).getInstant()
                : local.toInstant(offsets.getFirst());
    }

    /** Within one offset local time passes evenly; the next one begins where the offset changes. */
    private Optional<Instant> byMinutes(Instant after) {
        var rules = zone.getRules();
        var offset = rules.getOffset(after);
        var from = LocalDateTime.ofInstant(after, offset);
        var end = rules.nextTransition(after);
        while (true) {
            var due = cron.next(from);
            if (due.isEmpty()) {
                return Optional.empty();
            }
            var at = due.get().toInstant(offset);
            if (end == null || at.isBefore(end.getInstant())) {
                return Optional.of(at);
            }
            offset = end.getOffsetAfter();
            from = end.getDateTimeAfter().minusSeconds(1);
            end = rules.nextTransition(end.getInstant());
        }
    }

    /**
     * What was due after one time and not after another.
     *
     * @param keep how many of the newest are told one by one
     */
    DueTimes due(Instant after, Instant until, int keep) {
        var newest = new ArrayDeque<Instant>();
        int count = 0;
        var next = next(after);
        while (next.isPresent() && !next.get().isAfter(until)) {
            count++;
            newest.add(next.get());
            if (newest.size() > keep) {
                newest.remove();
            }
            var from = count == MOST_LOOKED_AT && next.get().isBefore(until.minus(LAST_OF_MANY))
                    ? until.minus(LAST_OF_MANY)
                    : next.get();
            next = next(from);
        }
        return new DueTimes(List.copyOf(newest), count);
    }

    /**
     * Due times.
     *
     * @param newest the newest, in order
     * @param count how many there are, or at least
     */
    record DueTimes(List<Instant> newest, int count) {
        boolean none() {
            return count == 0;
        }

        Instant last() {
            return newest.getLast();
        }
    }
}
