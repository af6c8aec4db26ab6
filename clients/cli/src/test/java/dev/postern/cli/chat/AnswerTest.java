// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            y            | {"approval":"a","decision":"approve"}
            ' YES '      | {"approval":"a","decision":"approve"}
            n            | {"approval":"a","decision":"deny"}
            no too big   | {"approval":"a","decision":"deny","reason":"too big"}
            g            | {"approval":"a","decision":"approve","grant":{"seconds":3600,"anyArguments":false}}
            grant any    | {"approval":"a","decision":"approve","grant":{"seconds":3600,"anyArguments":true}}
            """)
    void isGivenInAWord(String line, String params) {
        assertThat(Answer.of(line).orElseThrow().params("a")).hasToString(params);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes please do", "y y", "yess", "grant everything", "what is it?", "/quit"})
    void noOtherWordsLetAnythingRun(String line) {
        assertThat(Answer.of(line)).isEmpty();
    }

    @Test
    void nobodyAnswersBeforeTheyCanHaveReadTheQuestion() {
        var now = new AtomicLong(5_000);
        var attention = new Attention(now::get);
        assertThat(attention.answered()).isEmpty();
        attention.on("a_1");
        now.addAndGet(Attention.READING_MS - 1);
        attention.on("a_1");
        assertThat(attention.answered()).isEmpty();
        now.addAndGet(1);
        assertThat(attention.answered()).isEqualTo("a_1");
        attention.on("a_2");
        assertThat(attention.answered()).as("another question").isEmpty();
    }
}
