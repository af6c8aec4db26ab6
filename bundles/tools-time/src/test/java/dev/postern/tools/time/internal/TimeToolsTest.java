// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.time.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import dev.postern.api.tool.ToolContext;
import dev.postern.api.tool.ToolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeToolsTest {
    private final ToolContext context = (ToolContext) Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[]{ToolContext.class},
            (proxy, method, arguments) -> {
                if (method.getName().equals("clock")) {
                    return Clock.fixed(Instant.parse("2026-07-01T10:00:00.123456Z"), ZoneOffset.UTC);
                }
                throw new UnsupportedOperationException(method.getName());
            });

    @Test
    void tellsTheTimeOfTheContextsClockInTheZone() throws Exception {
        assertThat(new TimeNow().call(new TimeNow.Input("Europe/Zurich"), context))
                .isEqualTo(new Moment(
                        "2026-07-01T12:00:00.123+02:00",
                        "Europe/Zurich",
                        "Wednesday",
                        Instant.parse("2026-07-01T10:00:00.123Z"),
                        1_782_900_000_123L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Olympus", "+99:00", "", "../etc/passwd"})
    void refusesAZoneThatDoesNotExistAndSaysWhatToWrite(String zone) {
        assertThatThrownBy(() -> new TimeNow().call(new TimeNow.Input(zone), context))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining(zone)
                .hasMessageContaining("Europe/Zurich");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-01T14:30, Europe/Zurich, Asia/Tokyo, 2026-07-01T21:30:00+09:00",
        "2026-07-01T14:30:00Z, Europe/Zurich, America/New_York, 2026-07-01T10:30:00-04:00",
        "2026-07-01T14:30+02:00[Europe/Paris], UTC, UTC, 2026-07-01T12:30:00Z",
        "2026-07-01, Europe/Zurich, UTC, 2026-06-30T22:00:00Z",
        // clocks go from 02:00 to 03:00, and from 03:00 back to 02:00
        "2026-03-29T02:30, Europe/Zurich, UTC, 2026-03-29T01:30:00Z",
        "2026-10-25T02:30, Europe/Zurich, UTC, 2026-10-25T00:30:00Z"
    })
    void convertsTimes(String time, String from, String to, String converted) throws Exception {
        assertThat(new TimeConvert().call(new TimeConvert.Input(time, from, to), context).time())
                .isEqualTo(converted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "2026-02-30", "14:30", "2026-07-01T25:00", "+12026-07-01T00:00", "2026-13-01"})
    void refusesWhatIsNoTime(String time) {
        assertThatThrownBy(() -> new TimeConvert().call(new TimeConvert.Input(time, "UTC", "UTC"), context))
                .isInstanceOf(ToolException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00, P1M, UTC, 2026-02-28T12:00:00Z",
        "2026-01-31T12:00, -P1W, UTC, 2026-01-24T12:00:00Z",
        "2026-01-31T12:00, PT90M, UTC, 2026-01-31T13:30:00Z",
        "2026-01-31T12:00, -P1Y2M3DT4H, UTC, 2024-11-27T08:00:00Z",
        // a day later is the same time of day, 24 hours later is not
        "2026-03-28T12:00, P1D, Europe/Zurich, 2026-03-29T12:00:00+02:00",
        "2026-03-28T12:00, PT24H, Europe/Zurich, 2026-03-29T13:00:00+02:00",
        "2026-03-28T11:00:00Z, P1D, Europe/Zurich, 2026-03-29T12:00:00+02:00"
    })
    void addsByTheCalendarOfTheZone(String time, String amount, String zone, String sum) throws Exception {
        assertThat(new TimeAdd().call(new TimeAdd.Input(Optional.of(time), amount, zone), context).time())
                .isEqualTo(sum);
    }

    @Test
    void addsToNow() throws Exception {
        assertThat(new TimeAdd().call(new TimeAdd.Input(Optional.empty(), "PT1S", "UTC"), context).instant())
                .isEqualTo("2026-07-01T10:00:01.123Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "PT", "P1H", "P1DT", "-P99999Y", "P99999999999D", "PT9223372036854775807H"})
    void refusesWhatCannotBeAdded(String amount) {
        assertThatThrownBy(
                () -> new TimeAdd().call(new TimeAdd.Input(Optional.of("2026-01-01"), amount, "UTC"), context))
                .isInstanceOf(ToolException.class);
    }
}
