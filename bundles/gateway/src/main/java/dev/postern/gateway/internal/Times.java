// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Instants as the wire has them: RFC 3339 in UTC with milliseconds. */
public final class Times {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private Times() {}

    /** Its text. */
    public static String text(Instant instant) {
        return FORMAT.format(instant);
    }
}
