// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.time.internal;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import dev.postern.api.tool.ToolException;

/** Reads times and zones as people and programs write them. */
final class Times {
    private static final int LAST_YEAR = 9999;

    private Times() {}

    static ZoneId zone(String name) throws ToolException {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw invalid("there is no time zone " + name + "; write one of the IANA database, such as Europe/Zurich,"
                    + " or an offset such as +02:00");
        }
    }

    /**
     * A time with an offset or zone of its own, or else in the zone given. A local time that clocks skip is moved on by what
     * they skip; of one that they show twice, the first is meant.
     */
    static ZonedDateTime time(String text, ZoneId zone) throws ToolException {
        try {
            return checked(
                    text.length() == "2026-01-01".length()
                            ? LocalDate.parse(text).atStartOfDay(zone)
                            : switch (DateTimeFormatter.ISO_DATE_TIME.parseBest(
                                    text, ZonedDateTime::from, LocalDateTime::from)) {
                                case ZonedDateTime zoned -> zoned;
                                case LocalDateTime local -> local.atZone(zone);
                                default -> throw new DateTimeException(text);
                            });
        } catch (DateTimeException notATime) {
            throw invalid(text + " is no time; write it as 2026-07-01T14:30, 2026-07-01T14:30+02:00 or 2026-07-01");
        }
    }

    /** RFC 3339 has four digits for the year. */
    static ZonedDateTime checked(ZonedDateTime time) throws ToolException {
        if (time.getYear() < 1 || time.getYear() > LAST_YEAR) {
            throw invalid("only the years 1 to " + LAST_YEAR + " can be told");
        }
        return time;
    }

    static ToolException invalid(String message) {
        return new ToolException("invalid_input", message);
    }
}
