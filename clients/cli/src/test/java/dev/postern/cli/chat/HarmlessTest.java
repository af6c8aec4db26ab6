// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "Zürich 東京 🌙", "👩‍💻 and می‌خواهم", "two\nlines", "a\u0301", "٣\u0600"})
    void leavesProse(String text) {
        assertThat(Harmless.prose(text)).isEqualTo(text);
    }

    @Test
    void showsWhatATerminalWouldObey() {
        assertThat(Harmless.prose("\u001b]0;title\u0007\u009b2J\u0000\u007f\b"))
                .isEqualTo("\\u001b]0;title\\u0007\\u009b2J\\u0000\\u007f\\u0008");
        assertThat(Harmless.prose("a\rb")).isEqualTo("a\\u000db");
        assertThat(Harmless.prose("a\r\nb\tc")).isEqualTo("a\nb    c");
    }

    @Test
    void showsWhatReordersOrHides() {
        assertThat(Harmless.prose("\u202e\u2066\u200f\u200b\ufeff\u2028"))
                .isEqualTo("\\u202e\\u2066\\u200f\\u200b\\ufeff\\u2028");
        assertThat(Harmless.prose(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
        assertThat(Harmless.prose("\ud83c")).as("half a pair").isEqualTo("\\ud83c");
    }
}
