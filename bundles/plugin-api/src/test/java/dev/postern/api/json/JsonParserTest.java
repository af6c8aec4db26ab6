// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {

    @Test
    void readsEveryKindOfValue() throws Exception {
        var text = " { \"z\" : [ 1 , -2.5e3 , true , false , null , { } , [ ] ] ,\r\n\t\"a\" : \"x\" } ";
        assertThat(JsonValue.parse(text))
                .isEqualTo(JsonObject.builder()
                        .put("z", JsonArray.of(JsonNumber.of(1), new JsonNumber(-2500), JsonBoolean.TRUE,
                                JsonBoolean.FALSE, JsonNull.NULL, JsonObject.EMPTY, JsonArray.EMPTY))
                        .put("a", "x")
                        .build())
                .hasToString("{\"z\":[1,-2500,true,false,null,{},[]],\"a\":\"x\"}");
    }

    @Test
    void readsEveryEscape() throws Exception {
        assertThat(JsonValue.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\ud83d\ude00\""))
                .isEqualTo(new JsonString("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740991", "-9007199254740991", "1.7976931348623157e308", "5e-324", "1e-999999",
        "1e20", "12345678901234567890.5", "-0.0", "\"\\u0000\\u001f\\u2028\"", "{\"\":{\"\":[]}}"})
    void readsWhatItWroteAsTheSame(String text) throws Exception {
        var value = JsonValue.parse(text);
        assertThat(JsonValue.parse(value.toString())).isEqualTo(value);
    }

    @Test
    void readsSixtyFourLevelsAndNoMore() throws Exception {
        assertThat(JsonValue.parse("[".repeat(64) + "]".repeat(64)).toString()).hasSize(128);
        assertThatThrownBy(() -> JsonValue.parse("{\"a\":".repeat(100_000))).hasMessageContaining("deeper than 64");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("", "nothing where a value should be", 0),
                Arguments.of(" [1,", "nothing where a value should be", 4),
                Arguments.of("[1,]", "not JSON", 3),
                Arguments.of("{\"a\":1,}", "no name", 7),
                Arguments.of("{a:1}", "no name", 1),
                Arguments.of("{\"a\" 1}", "no :", 5),
                Arguments.of("{\"a\":1", "neither a comma nor }", 6),
                Arguments.of("[1 2]", "neither a comma nor ]", 3),
                Arguments.of("[1}", "neither a comma nor ]", 2),
                Arguments.of("{\"a\":1,\"\\u0061\":2}", "a second member of one name", 7),
                Arguments.of("{} {}", "more than one value", 3),
                Arguments.of("01", "more than one value", 1),
                Arguments.of("1\0", "more than one value", 1),
                Arguments.of("\uFEFF{}", "not JSON", 0),
                Arguments.of("[1,\u00a02]", "not JSON", 3),
                Arguments.of("True", "not JSON", 0),
                Arguments.of("tru", "not JSON", 0),
                Arguments.of("NaN", "not JSON", 0),
                Arguments.of("'a'", "not JSON", 0),
                Arguments.of("+1", "not JSON", 0),
                Arguments.of("-", "no digit", 1),
                Arguments.of("1.", "no digit", 2),
                Arguments.of("1e+", "no digit", 3),
                Arguments.of("9007199254740992", "an integer beyond", 0),
                Arguments.of("-9007199254740992", "an integer beyond", 0),
                Arguments.of("1".repeat(999), "an integer beyond", 0),
                Arguments.of("[0." + "1".repeat(999) + "]", "more than 1000 characters", 1),
                Arguments.of("1e309", "a number beyond double", 0),
                Arguments.of("\"abc", "a text that does not end", 4),
                Arguments.of("\"a\nb\"", "a control character", 2),
                Arguments.of("\"\\x41\"", "an escape that JSON does not have", 2),
                Arguments.of("\"\\", "an escape that JSON does not have", 2),
                Arguments.of("\"\\u12\"", "four hexadecimal digits", 5),
                Arguments.of("\"\\u\u0661\u0661\u0661\u0661\"", "four hexadecimal digits", 3),
                Arguments.of("\"\\ud800\"", "a lone surrogate", 7),
                Arguments.of("\"\\ud800\\u0041\"", "a lone surrogate", 12),
                Arguments.of("\"\\udc00\\ud800\"", "a lone surrogate", 7),
                Arguments.of("\"\ud83d", "a lone surrogate", 2),
                Arguments.of("{\"\udc00\":1}", "a lone surrogate", 3));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesOtherTextAndSaysWhere(String text, String rule, int position) {
        assertThatThrownBy(() -> JsonValue.parse(text))
                .isInstanceOfSatisfying(JsonFormatException.class,
                        refused -> assertThat(refused.position()).isEqualTo(position))
                .hasMessageContaining(rule)
                .hasMessageEndingWith("at character " + position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"password\":1,\"password\":2}", "[password]", "\"password", "{\"password\"}",
        "password"})
    void neverRepeatsTheText(String text) {
        assertThatThrownBy(() -> JsonValue.parse(text)).message().doesNotContain("password");
    }

    @Test
    void holdsNoMoreValuesThanItIsTold() throws Exception {
        assertThat(JsonValue.parse("{\"a\":[1,2],\"b\":null}", 5).toString()).hasSize(20);
        assertThatThrownBy(() -> JsonValue.parse("[" + "1,".repeat(1_000_000) + "1]", 1_000))
                .isInstanceOf(JsonFormatException.class).hasMessageContaining("more than 1000 values");
    }
}
