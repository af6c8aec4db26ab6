// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFilterTest {
    @ParameterizedTest
    @CsvSource({
        "turn.finished, turn.finished, true",
        "turn.finish, turn.finished, false",
        "turn.*, turn.finished, true",
        "turn.*, turn, false",
        "turn.*, turning.point, false",
        "tool.*, turn.finished, false",
    })
    void matchesExactTopicsAndAreas(String named, String topic, boolean matches) {
        assertThat(TopicFilter.matches(named, topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"turn.in_doubt, true", "turn.*, true", "*, false", ".*, false", "turn.*.x, false", "Turn.x, false",
        "'', false"})
    void knowsTheFormOfATopic(String topic, boolean wellFormed) {
        assertThat(TopicFilter.isWellFormed(topic)).isEqualTo(wellFormed);
    }

    @Test
    void selectsAllWhenNoneIsNamed() {
        var topics = Set.of("turn.finished", "turn.started", "tool.started");
        assertThat(TopicFilter.select(List.of(), topics)).containsExactly("tool.started", "turn.finished",
                "turn.started");
        assertThat(TopicFilter.select(List.of("turn.*", "no.such"), topics))
                .containsExactly("turn.finished", "turn.started");
    }
}
