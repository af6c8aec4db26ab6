// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.postern.api.json.JsonArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class InputValuesTest {
    private final InputValues values = new InputValues(Shape.of(FakeTurn.json(FakeTurn.SEARCH)));

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        // JSON keeps its quotation marks and spaces
        "tags=[\"a\",\"b\"] ~ {\"tags\":[\"a\",\"b\"]}",
        "tags=[\"a b\", \"]\\\"\"] limit=1 ~ {\"tags\":[\"a b\",\"]\\\"\"],\"limit\":1}",
        "opts={\"x\":1} ~ {\"opts\":{\"x\":1}}",
        "opts={ \"x\" : { \"y\" : [ 1, \"}\" ] } } deep=no ~ {\"opts\":{\"x\":{\"y\":[1,\"}\"]}},\"deep\":false}",
        "opts='{\"x\": 1}' ~ {\"opts\":{\"x\":1}}",
        "opts=\"{\\\"x\\\":1}\" ~ {\"opts\":{\"x\":1}}",
        "any=[1] ~ {\"any\":[1]}",
        "any=\"1\" ~ {\"any\":\"1\"}",
        "any=1 ~ {\"any\":1}",
        "any=null ~ {\"any\":null}",
        "any=hello ~ {\"any\":\"hello\"}",
        "any='two words' ~ {\"any\":\"two words\"}",
        // a text is a text, whatever it looks like
        "query={x path=[y ~ {\"query\":\"{x\",\"path\":\"[y\"}",
        "query=1 path=true ~ {\"query\":\"1\",\"path\":\"true\"}",
        "query=don't path=a=b ~ {\"query\":\"don't\",\"path\":\"a=b\"}",
        "query=\"two words\" path='a \"b\"' ~ {\"query\":\"two words\",\"path\":\"a \\\"b\\\"\"}",
        "query=\"say \\\"hi\\\" \\\\\" ~ {\"query\":\"say \\\"hi\\\" \\\\\"}",
        "query=\\d+\\s path=C:\\dir ~ {\"query\":\"\\\\d+\\\\s\",\"path\":\"C:\\\\dir\"}",
        "query=two\\ words ~ {\"query\":\"two words\"}",
        // lists
        "tags=a,b ~ {\"tags\":[\"a\",\"b\"]}",
        "tags=\"a, b\",c ~ {\"tags\":[\"a, b\",\"c\"]}",
        "tags=a\\,b ~ {\"tags\":[\"a,b\"]}",
        "tags=a tags=[\"b\"] tags=c ~ {\"tags\":[\"a\",\"b\",\"c\"]}",
        "tags= ~ {\"tags\":[]}",
        "tags=[] ~ {\"tags\":[]}",
        // other scripts
        "query=\u00fcber\u00a0path=\u65e5\u672c ~ {\"query\":\"\u00fcber\",\"path\":\"\u65e5\u672c\"}",
        "query=\ud83d\ude00\u3000tags=\ud83d\ude00,\u00e9 ~ {\"query\":\"\ud83d\ude00\",\"tags\":[\"\ud83d\ude00\",\"\u00e9\"]}",
        "order=SIZE ~ {\"order\":\"size\"}",
        "limit=1e1 ~ {\"limit\":10}",
        "deep=YES ~ {\"deep\":true}",
        "'' ~ {}"
    })
    void readsWhatPeopleType(String line, String input) throws Exception {
        assertThat(values.assignments(line.equals("''") ? "" : line)).isEqualTo(FakeTurn.json(input));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "query=\"open ~ A quotation mark is not closed.",
        "query='open ~ A quotation mark is not closed.",
        "query=\"open\\\" ~ A quotation mark is not closed.",
        "tags=a,\"b ~ A quotation mark is not closed.",
        "tags=[\"a ~ The JSON of tags does not end: a bracket or a quotation mark is not closed.",
        "opts={\"x\":1 ~ The JSON of opts does not end: a bracket or a quotation mark is not closed.",
        "opts={\"x\\ ~ The JSON of opts does not end: a bracket or a quotation mark is not closed.",
        "query=\"a\"b ~ A space is missing after the value of query.",
        "opts={}x ~ A space is missing after the value of opts.",
        "tags=[a] ~ tags must be JSON: not JSON at character 1.",
        "tags=[1,] ~ tags must be JSON: not JSON at character 3.",
        "tags=[1] ~ tags[0] must be text.",
        "tags={\"a\":1}x,y,z,w ~ tags must have at most 3 elements.",
        "tags=a,b tags=c,d ~ tags must have at most 3 elements.",
        "opts={\"x\":1,\"x\":2} ~ opts must be JSON: a second member of one name at character 7.",
        "opts=[1] ~ opts must be a JSON object.",
        "opts=x ~ opts must be JSON: not JSON at character 0.",
        "any=[1 ~ The JSON of any does not end: a bracket or a quotation mark is not closed.",
        "query=a query=b ~ query is given twice.",
        "limit=1 limit=1 ~ limit is given twice.",
        "limit=many ~ limit must be a whole number.",
        "limit=1.5 ~ limit must be a whole number.",
        "limit=0x10 ~ limit must be a whole number.",
        "limit=NaN ~ limit must be a whole number.",
        "limit=\uff15 ~ limit must be a whole number.",
        "limit= ~ limit must be a whole number.",
        "limit=1e300 ~ limit must be within ±(2^53−1).",
        "path= query='' ~ query must have at least 1 character.",
        "limit=0 ~ limit must be at least 1.",
        "limit=101 ~ limit must be at most 100.",
        "deep=maybe ~ deep must be true or false.",
        "order=date ~ order must be one of name, size.",
        "colour=red ~ There is no input colour.",
        "limti=1 ~ There is no input limti. Did you mean limit?",
        "needle ~ Write inputs as key=value, with no space around the =; \"needle\" is none.",
        "limit = 5 ~ Write inputs as key=value, with no space around the =; \"limit\" is none.",
        "=5 ~ Write inputs as key=value, with no space around the =; \"=\" is none."
    })
    void saysWhatIsWrong(String line, String message) {
        assertThatThrownBy(() -> values.assignments(line)).isInstanceOf(InvalidInput.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "{broken ~ The input is no JSON: no name where a member should begin at character 1.",
        "{\"limit\":1} x ~ The input is no JSON: more than one value at character 12.",
        "{\"limit\":1,\"limit\":2} ~ The input is no JSON: a second member of one name at character 11.",
        "{\"limit\":\"1\"} ~ limit must be a whole number.",
        "{\"limit\":0} ~ limit must be at least 1.",
        "{\"deep\":\"yes\"} ~ deep must be true or false.",
        "{\"paht\":\"x\"} ~ There is no input paht. Did you mean path?",
        "{\"query\":\"\\ud800\"} ~ The input is no JSON: a lone surrogate at character 16."
    })
    void saysWhatIsWrongWithAnObject(String text, String message) {
        assertThatThrownBy(() -> values.object(text)).isInstanceOf(InvalidInput.class).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"type\":\"object\"}", "{}",
        "{\"type\":\"object\",\"properties\":{},\"patternProperties\":{\"^x\":{}},\"additionalProperties\":false}"
    })
    void takesAnyKeyWhereTheSchemaDoes(String schema) throws Exception {
        assertThat(new InputValues(Shape.of(FakeTurn.json(schema))).assignments("x=1 y=\"1\""))
                .isEqualTo(FakeTurn.json("{\"x\":1,\"y\":\"1\"}"));
    }

    @Test
    void readsLongInputInAShortTime() throws Exception {
        var text = "x".repeat(1_000_000);
        assertThat(values.assignments("query=" + text).text("query")).contains(text);
        assertThat(values.assignments("query=\"" + "\\\"".repeat(500_000) + "\"").text("query"))
                .contains("\"".repeat(500_000));
        var open = new InputValues(Shape.of(FakeTurn.json("{\"properties\":{\"list\":{\"type\":\"array\"}}}")));
        assertThat(open.assignments("list=a ".repeat(100_000)).array("list").map(JsonArray::values).orElseThrow())
                .hasSize(100_000);
        var keys = IntStream.range(0, 50_000).mapToObj(i -> "k" + i + "=1").collect(Collectors.joining(" "));
        assertThat(open.assignments(keys).members()).hasSize(50_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"opts=%s", "opts={\"x\":%s", "%s", "%s=1", "tags=[%s]", "limit=%s", "query=a%s query=b"})
    void sendsNoLongInputBack(String line) {
        var open = new InputValues(Shape.of(FakeTurn.json("{\"additionalProperties\":{\"type\":\"integer\"}}")));
        for (var filler : new String[]{"[", "\"", "9", "x", "\ud83d\ude00", "{\"a\":", "a,\\"}) {
            for (var reading : List.of(values, open)) {
                try {
                    reading.assignments(line.formatted(filler.repeat(100_000)));
                } catch (InvalidInput refused) {
                    assertThat(refused.text()).hasSizeLessThan(300);
                }
            }
        }
    }

    @Test
    void answersAreReadByTheInputAskedFor() throws Exception {
        assertThat(values.answer("tags", "a, \"b, c\" ,d"))
                .isEqualTo(FakeTurn.json("{\"x\":[\"a\",\"b, c\",\"d\"]}").get("x").orElseThrow());
        assertThat(values.answer("tags", "[\"a\"]")).isEqualTo(FakeTurn.json("{\"x\":[\"a\"]}").get("x").orElseThrow());
        assertThat(values.answer("opts", "{\"x\": 1}")).isEqualTo(FakeTurn.json("{\"x\":1}"));
        assertThatThrownBy(() -> values.answer("limit", "lots")).hasMessage("limit must be a whole number.");
        assertThatThrownBy(() -> values.answer("tags", "\"a")).hasMessage("A quotation mark is not closed.");
    }
}
