// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import dev.postern.api.json.JsonNumber;
import dev.postern.api.json.JsonString;
import dev.postern.api.json.JsonValue;
import dev.postern.core.json.JsonException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictParsingTest {
    private final StrictJson json = new StrictJson();

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("empty", "", "empty"),
                Arguments.of("only white space", " \r\n\t", "empty"),
                Arguments.of("duplicate", "{\"a\":1,\"a\":1}", "two members of one name"),
                Arguments.of("duplicate by escape", "{\"a\":1,\"\\u0061\":2}", "two members of one name"),
                Arguments.of("duplicate far below", "[{\"x\":[{\"b\":1,\"c\":2,\"b\":3}]}]", "two members of one name"),
                Arguments.of("65 arrays", "[".repeat(65) + "]".repeat(65), "nested deeper than 64"),
                Arguments.of("65 objects", "{\"a\":".repeat(65) + "1" + "}".repeat(65), "nested deeper than 64"),
                Arguments.of("100,000 arrays, open", "[".repeat(100_000), "nested deeper than 64"),
                Arguments.of("escaped lone high surrogate", "\"\\ud800\"", "lone surrogate"),
                Arguments.of("escaped lone low surrogate", "\"\\udc00\"", "lone surrogate"),
                Arguments.of("escaped surrogates, wrong way round", "\"\\udc00\\ud800\"", "lone surrogate"),
                Arguments.of("high surrogate, then a letter", "\"\\ud83dx\"", "lone surrogate"),
                Arguments.of("lone surrogate in a name", "{\"\\ud800\":1}", ""),
                Arguments.of("raw lone surrogate", "\"\ud800\"", "lone surrogate"),
                Arguments.of("escaped high surrogate, raw low one", "\"\\ud83d" + (char) 0xde00 + '"',
                        "lone surrogate"),
                Arguments.of("raw high surrogate, escaped low one", "\"" + (char) 0xd83d + "\\ude00\"",
                        "lone surrogate"),
                Arguments.of("raw lone surrogate at the end", "\"ab\ud83d\"", "lone surrogate"),
                Arguments.of("2^53", "9007199254740992", "beyond ±(2^53−1)"),
                Arguments.of("-2^53", "-9007199254740992", "beyond ±(2^53−1)"),
                Arguments.of("2^63", "[9223372036854775808]", "beyond ±(2^53−1)"),
                Arguments.of("smallest long", "-9223372036854775808", "beyond ±(2^53−1)"),
                Arguments.of("a thousand digits", "1".repeat(1_000), "beyond ±(2^53−1)"),
                Arguments.of("ten thousand digits", "1".repeat(10_000), "more than 1000 characters"),
                Arguments.of("1e309", "1e309", "beyond double"),
                Arguments.of("1e999999", "{\"a\":-1e999999}", "beyond double"),
                Arguments.of("exponent beyond int", "1e99999999999", "beyond double"),
                Arguments.of("byte order mark", "\uFEFF{}", "byte order mark"),
                Arguments.of("second value", "{} {}", "more than one value"),
                Arguments.of("rubbish after", "{}x", "not JSON"),
                Arguments.of("comma after", "[],", ""),
                Arguments.of("trailing comma", "[1,]", "not JSON"),
                Arguments.of("comment", "/* */{}", "not JSON"),
                Arguments.of("line comment", "{}//", "not JSON"),
                Arguments.of("single quotes", "{'a':1}", "not JSON"),
                Arguments.of("name without quotes", "{a:1}", "not JSON"),
                Arguments.of("NaN", "NaN", "not JSON"),
                Arguments.of("Infinity", "[-Infinity]", "not JSON"),
                Arguments.of("leading zero", "01", "not JSON"),
                Arguments.of("leading plus", "+1", "not JSON"),
                Arguments.of("leading point", ".5", "not JSON"),
                Arguments.of("point without digits", "1.", "not JSON"),
                Arguments.of("hex", "0x10", "not JSON"),
                Arguments.of("raw line break in a string", "\"a\nb\"", "not JSON"),
                Arguments.of("raw NUL in a string", "\"\0\"", "not JSON"),
                Arguments.of("NUL between tokens", "[1,\0 2]", "not JSON"),
                Arguments.of("no-break space between tokens", "[1,\u00a02]", "not JSON"),
                Arguments.of("unknown escape", "\"\\x41\"", "not JSON"),
                Arguments.of("short escape", "\"\\u12\"", "not JSON"),
                Arguments.of("escape in other scripts' letters", "\"\\u00\uA4421\"", "not JSON"),
                Arguments.of("open string", "\"abc", "not JSON"),
                Arguments.of("open object", "{\"a\":1", "not JSON"),
                Arguments.of("object without value", "{\"a\"}", "not JSON"),
                Arguments.of("wrong bracket", "[1}", "not JSON"),
                Arguments.of("word", "tru", "not JSON"),
                Arguments.of("upper case word", "True", "not JSON"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refusesHostileText(String name, String text, String rule) {
        assertThatThrownBy(() -> json.parse(text))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining(rule);
    }

    static Stream<Arguments> hostileBytes() {
        return Stream.of(
                Arguments.of("nothing", new byte[0]),
                Arguments.of("UTF-16 LE", "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of("UTF-16 BE with mark", "{\"a\":1}".getBytes(StandardCharsets.UTF_16)),
                Arguments.of("UTF-32", "{\"a\":1}".getBytes(java.nio.charset.Charset.forName("UTF-32BE"))),
                Arguments.of("UTF-8 mark", "\uFEFF{}".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("Latin-1", "\"ä\"".getBytes(StandardCharsets.ISO_8859_1)),
                Arguments.of("overlong slash", bytes('"', 0xC0, 0xAF, '"')),
                Arguments.of("surrogate as UTF-8", bytes('"', 0xED, 0xA0, 0x80, '"')),
                Arguments.of("beyond U+10FFFF", bytes('"', 0xF4, 0x90, 0x80, 0x80, '"')),
                Arguments.of("cut sequence", bytes('"', 0xE2, 0x82, '"')),
                Arguments.of("stray continuation", bytes('[', 0x80, ']')));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileBytes")
    void refusesBytesThatAreNoUtf8Json(String name, byte[] bytes) {
        assertThatThrownBy(() -> json.parse(bytes)).isInstanceOf(JsonException.class);
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void neverRepeatsTheInput() {
        for (var text : new String[]{
            "{\"password\":\"hunter2\",\"password\":\"hunter2\"}", "[hunter2]", "\"hunter2", "{\"hunter2\"}", "hunter2"
        }) {
            assertThatThrownBy(() -> json.parse(text)).message().doesNotContain("hunter2", "password");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "9007199254740991",
        "-9007199254740991",
        "1.7976931348623157e308",
        "5e-324",
        "1e-999999",
        "1e20",
        "12345678901234567890.5",
        "0.1",
        "\"\\ud83d\\ude00 \\u0000\"",
        "{\"\":{\"\":[]}}",
        "[null,true,false,{},[],\"\",0]"
    })
    void readsWhatItWroteAsTheSame(String text) throws Exception {
        JsonValue value = json.parse(text);
        assertThat(json.parse(value.toString())).isEqualTo(value);
        assertThat(json.parse(value.toString().getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
    }

    @Test
    void readsSixtyFourLevels() throws Exception {
        assertThat(json.parse("[".repeat(64) + "]".repeat(64)).toString()).hasSize(128);
    }

    @Test
    void takesMinusZeroForZero() throws Exception {
        assertThat(json.parse("-0")).isEqualTo(JsonNumber.of(0));
        assertThat(json.parse("-0.0")).isEqualTo(JsonNumber.of(0));
    }

    @Test
    void keepsTheOrderOfMembers() throws Exception {
        assertThat(json.parse(" { \"z\" : 1 , \"a\" : [ 2 ] } ")).hasToString("{\"z\":1,\"a\":[2]}");
    }

    @Test
    void readsALargeText() throws Exception {
        var text = "x".repeat(30_000_000);
        assertThat(json.parse('"' + text + '"')).isEqualTo(new JsonString(text));
    }
}
