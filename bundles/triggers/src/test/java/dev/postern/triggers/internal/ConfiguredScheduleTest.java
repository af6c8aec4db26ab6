// SPDX-License-Identifier: Apache-2.0
package dev.postern.triggers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.postern.api.trigger.MissedRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A schedule as an administrator writes it. */
class ConfiguredScheduleTest {

    @Test
    void defaultsSayItInAConversationOfItsOwnAndPassOverWhatWasMissed() {
        assertThat(new ConfiguredSchedule(config(Map.of())).trigger()).satisfies(trigger -> {
            assertThat(trigger.id()).isEqualTo("report");
            assertThat(trigger.tenant()).isEqualTo("default");
            assertThat(trigger.plugin()).isEmpty();
            assertThat(trigger.missed()).isEqualTo(MissedRuns.SKIP);
            assertThat(trigger.session()).isEmpty();
            assertThat(trigger.timetable().text()).isEqualTo("0 8 * * MON-FRI UTC");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name   | Report      | name: give one of a-z, 0-9 and -
            name   | a/b         | name: give one of
            cron   | hourly      | cron: 'hourly'
            zone   | Berlin      | zone: 'Berlin' is no time zone
            missed | always      | missed: must be skip, once or all, not 'always'
            text   | ' '         | text: has 1 to 65536 characters
            thread | ''          | thread: has 1 to 256 characters
            tenant | ''          | tenant: has 1 to 128 characters
            """)
    void aBadValueIsRefusedWithKeyAndRule(String key, String value, String why) {
        assertThatThrownBy(() -> new ConfiguredSchedule(config(Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(why);
    }

    @Test
    void starsSwitchOffAPluginsOrAll() {
        var config = (TriggersConfig) Proxy.newProxyInstance(TriggersConfig.class.getClassLoader(),
                new Class<?>[]{TriggersConfig.class}, (proxy, method, arguments) -> new String[]{"report", "parts/*"});
        var off = Off.of(config);
        assertThat(off.holds("report")).isTrue();
        assertThat(off.holds("reports")).isFalse();
        assertThat(off.holds("parts/review")).isTrue();
        assertThat(off.holds("partsandmore/review")).isFalse();
        assertThat(new Off(List.of("*")).holds("anything")).isTrue();
    }

    private static ScheduleConfig config(Map<String, Object> more) {
        var settings = new HashMap<String, Object>(
                Map.of("name", "report", "cron", "0 8 * * MON-FRI", "text", "report"));
        settings.putAll(more);
        return (ScheduleConfig) Proxy.newProxyInstance(ScheduleConfig.class.getClassLoader(),
                new Class<?>[]{ScheduleConfig.class},
                (proxy, method, arguments) -> settings.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
