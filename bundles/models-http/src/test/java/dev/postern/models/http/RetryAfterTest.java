// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource({"0, PT0S", "7, PT7S", "1.5, PT1.5S", "' 7 ', PT7S", "999999999, PT24H",
        "'Wed, 01 Jan 2020 00:00:00 GMT', PT0S", "'Mon, 01 Jan 2525 00:00:00 GMT', PT24H"})
    void isSecondsOrADateAndADayAtMost(String header, Duration wait) {
        assertThat(RetryAfter.of(Map.of("retry-after", List.of(header)))).contains(wait);
    }

    @Test
    void aDateIsAsFarAsItIs() {
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10));
        assertThat(RetryAfter.of(Map.of("retry-after", List.of(date))).orElseThrow())
                .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));
    }

    @Test
    void millisecondsCountMore() {
        assertThat(RetryAfter.of(Map.of("retry-after", List.of("7"), "retry-after-ms", List.of("20"))))
                .contains(Duration.ofMillis(20));
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "1e3", "''", "99999999999999999999"})
    void whatIsNeitherIsNothing(String header) {
        assertThat(RetryAfter.of(Map.of("retry-after", List.of(header)))).isEqualTo(Optional.empty());
    }
}
