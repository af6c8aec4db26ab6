// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The writer, held against RFC 8785. */
class JsonTextTest {
    /** Appendix B of RFC 8785: doubles by their bits, and their text. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesNumbersAsTheRfcDoes(String bits, String text) {
        var number = new JsonNumber(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16)));
        assertThat(number.canonical()).isEqualTo(text);
    }

    /** Without an exponent a strict reader would take them for integers that are not exact, and refuse them. */
    @ParameterizedTest
    @CsvSource({
        "9007199254740991, 9007199254740991",
        "-9007199254740991, -9007199254740991",
        "9007199254740992, 9.007199254740992e+15",
        "-1e20, -1e+20",
        "1e21, 1e+21",
        "1424953923781206.2, 1424953923781206.2"
    })
    void writesInexactWholeNumbersWithAnExponent(double number, String text) {
        assertThat(new JsonNumber(number)).hasToString(text);
    }

    /** Section 3.2.3 of RFC 8785: names sorted by UTF-16 code units. */
    @Test
    void sortsNamesByCodeUnitsInCanonicalText() {
        var object = JsonObject.builder()
                .put("\u20ac", "Euro Sign")
                .put("\r", "Carriage Return")
                .put("\ufb33", "Hebrew Letter Dalet With Dagesh")
                .put("1", "One")
                .put("\ud83d\ude00", "Emoji: Grinning Face")
                .put("\u0080", "Control")
                .put("\u00f6", "Latin Small Letter O With Diaeresis")
                .build();
        assertThat(object.canonical())
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small"
                        + " Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji: Grinning"
                        + " Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
        assertThat(object.toString()).startsWith("{\"\u20ac\"");
    }

    /** The example of section 3.2.2 of RFC 8785, canonical as section 3.2.3 has it. */
    @Test
    void writesTheExampleOfTheRfc() throws Exception {
        var value = JsonValue.parse(
                """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""");
        assertThat(value.canonical())
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void escapesOnlyWhatMustBe() {
        assertThat(new JsonString("\"\\\b\f\n\r\t\u0001\u001f/\u007f\u2028").toString())
                .isEqualTo("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/\u007f\u2028\"");
    }

    @Test
    void writesNestedValues() {
        var value = JsonObject.builder()
                .put("list", JsonArray.of(JsonNull.NULL, JsonBoolean.TRUE, JsonNumber.of(-7), JsonArray.EMPTY))
                .put("object", JsonObject.EMPTY)
                .build();
        assertThat(value.toString()).isEqualTo("{\"list\":[null,true,-7,[]],\"object\":{}}");
    }

    @Test
    void refusesWhatJsonCannotSay() {
        for (double number : new double[]{Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> new JsonNumber(number)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> JsonNumber.of(1L << 53)).hasMessageContaining("2^53");
    }

    @Test
    void objectsAreEqualWhateverTheirOrder() {
        var one = JsonObject.builder().put("a", 1).put("b", 2).build();
        var other = JsonObject.builder().put("b", 2).put("a", 1).build();
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.canonical()).isEqualTo(other.canonical());
    }
}
