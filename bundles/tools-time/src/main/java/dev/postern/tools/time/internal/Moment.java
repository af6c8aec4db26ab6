// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.time.internal;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import dev.postern.api.schema.Description;

/** A point in time, in every form in which somebody may want it. */
@Description("A point in time.")
public record Moment(
        @Description("date and time in the zone, ISO 8601 with offset") String time,
        @Description("the zone") String zone,
        @Description("the day of the week, in English") String weekday,
        @Description("the same in UTC") Instant instant,
        @Description("milliseconds since 1970-01-01T00:00Z") long epochMillis) {

    /** To the millisecond, as everything that the gateway exchanges. */
    static Moment of(ZonedDateTime time) {
        var exact = time.truncatedTo(ChronoUnit.MILLIS);
        return new Moment(
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(exact),
                exact.getZone().getId(),
                exact.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                exact.toInstant(),
                exact.toInstant().toEpochMilli());
    }
}
