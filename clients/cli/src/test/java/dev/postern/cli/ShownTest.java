// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {
    private static final String CYRILLIC_A = "\u0430";

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x07, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x34F, 0x61C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F,
        0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x3164,
        0xE000, 0xFEFF})
    void showsWhatCannotBeSeenAsAnEscape(int hidden) {
        var escape = String.format("\\u%04x", hidden);
        var text = "a" + Character.toString(hidden) + "b";
        assertThat(Shown.line(text)).isEqualTo("a" + escape + "b");
        assertThat(Shown.lines(text)).containsExactly("a" + escape + "b");
        assertThat(Shown.json(new JsonString(text))).isEqualTo("\"a" + escape + "b\"");
    }

    @Test
    void keepsALineALine() {
        assertThat(Shown.line("a\nstate  approved\r\t")).isEqualTo("a\\nstate  approved\\r\\t");
        assertThat(Shown.line(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
    }

    @Test
    void lettersThatSomebodyCanReadStayAsTheyAre() {
        for (var text : new String[]{"C:\\temp", "na\u00efve", "\u043f\u0440\u0438\u0432\u0435\u0442 world",
            "\u03b1-\u03b2",
            "\u65e5\u672c\u8a9e", "\ud83d\ude00", "e\u0301"}) {
            assertThat(Shown.line(text)).isEqualTo(text);
        }
    }

    @Test
    void noTextPassesForAnother() {
        assertThat(Shown.line("\\u202e")).isEqualTo("\\\\u202e");
        assertThat(Shown.line("\u202e")).isEqualTo("\\u202e");
        assertThat(Shown.line("\\\u202e")).isEqualTo("\\\\\\u202e");
    }

    @Test
    void marksWordsThatMixScripts() {
        assertThat(Shown.line("p" + CYRILLIC_A + "ypal.com"))
                .isEqualTo("p" + CYRILLIC_A + "ypal[!Latin+Cyrillic].com");
        assertThat(Shown.line("\u03bfwner")).isEqualTo("\u03bfwner[!Latin+Greek]");
        assertThat(Shown.line("x " + CYRILLIC_A + " y")).doesNotContain("[!");
        // what cannot be seen does not end a word
        assertThat(Shown.line("p\u200b" + CYRILLIC_A)).isEqualTo("p\\u200b" + CYRILLIC_A + "[!Latin+Cyrillic]");
    }

    @Test
    void jsonStaysJson() throws Exception {
        var value = JsonObject.builder()
                .put("p" + CYRILLIC_A,
                        new JsonArray(java.util.List.of(new JsonString("\n" + CYRILLIC_A + "\\\u202e\u009b"))))
                .build();
        assertThat(Shown.json(value))
                .isEqualTo("{\"p" + CYRILLIC_A + "[!Latin+Cyrillic]\":[\"\\n" + CYRILLIC_A + "\\\\\\u202e\\u009b\"]}");
        var exact = Shown.exact(value);
        assertThat(exact).doesNotContain("\u202e", "\u009b", "[!");
        assertThat(JsonValue.parse(exact)).isEqualTo(value);
    }

    @Test
    void repliesKeepAllButWhatATerminalObeys() {
        assertThat(Shown.prose("a\n\tb\u200dc")).isEqualTo("a\n\tb\u200dc");
        assertThat(Shown.prose("a\u001b[2J\r\u009b")).isEqualTo("a\\u001b[2J\\r\\u009b");
    }
}
