// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Moments of the gateway, as the clock on the wall here shows them. */
final class Clock {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private Clock() {}

    /** Day and time; empty for what is no moment. */
    static String day(String instant) {
        return at(instant, false);
    }

    /** Only the time where it is today. */
    static String brief(String instant) {
        return at(instant, true);
    }

    private static String at(String instant, boolean isBrief) {
        try {
            var at = Instant.parse(instant).atZone(ZoneId.systemDefault());
            return (isBrief && at.toLocalDate().equals(LocalDate.now(at.getZone())) ? TIME : DAY).format(at);
        } catch (DateTimeParseException e) {
            return "";
        }
    }
}
