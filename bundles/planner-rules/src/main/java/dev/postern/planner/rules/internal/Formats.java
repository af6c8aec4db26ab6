// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** The formats that texts of inputs have; one not known here fits. */
final class Formats {
    private Formats() {}

    static boolean fits(String format, String text) {
        try {
            return switch (format) {
                case "date-time" -> OffsetDateTime.parse(text).getYear() >= 0;
                case "date" -> LocalDate.parse(text).getYear() >= 0;
                case "uri" -> new URI(text).isAbsolute();
                default -> true;
            };
        } catch (DateTimeException | URISyntaxException none) {
            return false;
        }
    }
}
