// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When an endpoint wants to be asked again: RFC 9110, 10.2.3, seconds or a date; some say it in milliseconds, too. */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    static Optional<Duration> of(Map<String, List<String>> headers) {
        return header(headers, "retry-after-ms").flatMap(text -> number(text, 1))
                .or(() -> header(headers, "retry-after")
                        .flatMap(text -> number(text, 1_000).or(() -> date(text))));
    }

    private static Optional<String> header(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst().map(String::strip);
    }

    private static Optional<Duration> number(String text, int millis) {
        return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
                ? Optional.of(bounded(Duration.ofMillis(Math.round(Double.parseDouble(text) * millis))))
                : Optional.empty();
    }

    private static Optional<Duration> date(String text) {
        try {
            var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(bounded(Duration.between(Instant.now(), at)));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
