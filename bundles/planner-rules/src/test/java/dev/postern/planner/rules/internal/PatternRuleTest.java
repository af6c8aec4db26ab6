// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pattern that cannot be used is refused with the key and the rule. */
class PatternRuleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "hey (?<x>.*  | {\"tool\":\"a.b\",\"input\":{}} | pattern: it is no regular expression: Unclosed group at character 11",
        "hey          | {\"tool\":\"a.b\"               | calls: ",
        "hey          | {\"tool\":\"a.b\"}              | calls: each is {\"tool\":…,\"input\":{…}}"
    })
    void isRefused(String pattern, String call, String why) {
        assertThatThrownBy(() -> rule(pattern, call)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }

    private static void rule(String pattern, String... calls) {
        new PatternRule(FakeConfig.of(PatternRule.Config.class,
                Map.of("name", "n", "surface", "", "pattern", pattern, "calls", calls, "reply", "")));
    }
}
