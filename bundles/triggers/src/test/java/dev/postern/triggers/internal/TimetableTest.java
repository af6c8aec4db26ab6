// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When expressions are due, by the clocks of the places they are about. */
class TimetableTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 8 * * MON-FRI       | 2026-01-01T08:00Z 2026-01-02T08:00Z 2026-01-05T08:00Z
            */20 * * * *          | 2026-01-01T00:20Z 2026-01-01T00:40Z 2026-01-01T01:00Z
            5-10/2 1,3 * jan-mar sun | 2026-01-04T01:05Z 2026-01-04T01:07Z 2026-01-04T01:09Z
            0 0 29 2 *            | 2028-02-29T00:00Z 2032-02-29T00:00Z 2036-02-29T00:00Z
            0 0 13 * 5            | 2026-01-02T00:00Z 2026-01-09T00:00Z 2026-01-13T00:00Z
            0 0 * * 0             | 2026-01-04T00:00Z 2026-01-11T00:00Z 2026-01-18T00:00Z
            0 0 * * 7             | 2026-01-04T00:00Z 2026-01-11T00:00Z 2026-01-18T00:00Z
            """)
    void fiveFieldsAsCronHasThem(String cron, String due) {
        assertThat(next(Timetable.of(cron, "UTC"), "2026-01-01T00:00:00Z", 3)).isEqualTo(instants(due));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            60 * * * *            | not in range
            0 8 * *               | 4 parts
            0 8 * * * *           | 6 parts
            @daily                | Nicknames
            0 0 L * *             | Invalid chars
            0 0 31 2 *            | never due
            """)
    void anythingElseIsRefusedWithTheRule(String cron, String why) {
        assertThatThrownBy(() -> Timetable.of(cron, "UTC")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cron: '" + cron + "'").hasMessageContaining(why)
                .hasMessageContaining("minute hour day-of-month month day-of-week");
    }

    @Test
    void aZoneIsOneOfTheTimeZoneDatabase() {
        assertThatThrownBy(() -> Timetable.of("0 8 * * *", "Mars/Olympus")).hasMessageContaining("zone: 'Mars/Olympus'")
                .hasMessageContaining("Europe/Berlin");
    }

    @Test
    void noonStaysNoonWhenTheClocksChange() {
        assertThat(next(Timetable.of("0 12 * * *", "Europe/Berlin"), "2026-03-28T00:00:00Z", 2))
                .isEqualTo(instants("2026-03-28T11:00Z 2026-03-29T10:00Z"));
    }

    /** On 2026-03-29 the clocks of Berlin went from 02:00 to 03:00. */
    @Test
    void aTimeThatDoesNotExistIsDueAtTheEndOfTheGapAndOnce() {
        assertThat(next(Timetable.of("30 2 * * *", "Europe/Berlin"), "2026-03-28T12:00:00Z", 2))
                .isEqualTo(instants("2026-03-29T01:00Z 2026-03-30T00:30Z"));
        assertThat(next(Timetable.of("0,15,30 2,3 * * *", "Europe/Berlin"), "2026-03-29T00:00:00Z", 3))
                .isEqualTo(instants("2026-03-29T01:00Z 2026-03-29T01:15Z 2026-03-29T01:30Z"));
    }

    /** On 2026-10-25 the clocks of Berlin went from 03:00 back to 02:00. */
    @Test
    void aTimeThatExistsTwiceIsDueTheFirstTime() {
        assertThat(next(Timetable.of("30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00:00Z", 2))
                .isEqualTo(instants("2026-10-25T00:30Z 2026-10-26T01:30Z"));
        // asked within the second time
        assertThat(next(Timetable.of("0,30 2 * * *", "Europe/Berlin"), "2026-10-25T01:10:00Z", 1))
                .isEqualTo(instants("2026-10-26T01:00Z"));
    }

    @Test
    void whatGoesByEveryHourIsDueByTheMinutesThatPass() {
        assertThat(next(Timetable.of("*/30 * * * *", "Europe/Berlin"), "2026-10-24T23:40:00Z", 5)).isEqualTo(instants(
                "2026-10-25T00:00Z 2026-10-25T00:30Z 2026-10-25T01:00Z 2026-10-25T01:30Z 2026-10-25T02:00Z"));
        assertThat(next(Timetable.of("*/30 * * * *", "Europe/Berlin"), "2026-03-29T00:10:00Z", 3))
                .isEqualTo(instants("2026-03-29T00:30Z 2026-03-29T01:00Z 2026-03-29T01:30Z"));
        // half an hour back, from 02:00 to 01:30, on 2026-04-05
        assertThat(next(Timetable.of("15,45 * * * *", "Australia/Lord_Howe"), "2026-04-04T14:20:00Z", 4)).isEqualTo(
                instants("2026-04-04T14:45Z 2026-04-04T15:15Z 2026-04-04T15:45Z 2026-04-04T16:15Z"));
    }

    /** Samoa had no 2011-12-30. */
    @Test
    void aDayThatDoesNotExistIsMadeUpForAtItsEnd() {
        assertThat(next(Timetable.of("0 8 * * *", "Pacific/Apia"), "2011-12-29T12:00:00Z", 3))
                .isEqualTo(instants("2011-12-29T18:00Z 2011-12-30T10:00Z 2011-12-30T18:00Z"));
    }

    @Test
    void ofManyDueTimesTheNewestAreToldAndAllAreCounted() {
        var due = Timetable.of("* * * * *", "UTC").due(at("2026-01-01T00:00Z"), at("2026-01-08T00:00Z"), 3);
        assertThat(due.count()).isEqualTo(7 * 24 * 60);
        assertThat(due.newest()).isEqualTo(instants("2026-01-07T23:58Z 2026-01-07T23:59Z 2026-01-08T00:00Z"));
        // of years only so many are looked through
        var years = Timetable.of("* * * * *", "UTC").due(at("2016-01-01T00:00Z"), at("2026-01-01T00:00Z"), 1);
        assertThat(years.count()).isGreaterThanOrEqualTo(100_000);
        assertThat(years.last()).isEqualTo(at("2026-01-01T00:00Z"));
    }

    private static List<Instant> next(Timetable timetable, String after, int count) {
        var due = new ArrayList<Instant>();
        var at = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            at = timetable.next(at).orElseThrow();
            due.add(at);
        }
        return due;
    }

    private static List<Instant> instants(String texts) {
        return List.of(texts.split(" ")).stream().map(TimetableTest::at).toList();
    }

    private static Instant at(String text) {
        return java.time.OffsetDateTime.parse(text).toInstant();
    }
}
