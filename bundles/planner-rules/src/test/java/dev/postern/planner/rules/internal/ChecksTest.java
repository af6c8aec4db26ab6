// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.rules.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.json.JsonValue;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each is put to the gateway's own validator as well: what is refused here must be what it refuses. */
@Timeout(20)
class ChecksTest {
    private final StrictJson json = new StrictJson();

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "{\"type\":\"string\"} ~ 1 ~ x must be text",
        "{\"type\":\"integer\"} ~ 1.5 ~ x must be a whole number",
        "{\"type\":\"number\"} ~ \"1\" ~ x must be a number",
        "{\"type\":\"boolean\"} ~ \"yes\" ~ x must be true or false",
        "{\"type\":\"array\"} ~ {} ~ x must be a list",
        "{\"type\":\"object\"} ~ [] ~ x must be a JSON object",
        "{\"type\":[\"string\",\"null\"]} ~ 1 ~ x must be text or null",
        "{\"enum\":[\"a\",1]} ~ \"b\" ~ x must be one of a, 1",
        "{\"const\":\"a\"} ~ \"b\" ~ x must be a",
        "{\"minimum\":1} ~ 0 ~ x must be at least 1",
        "{\"maximum\":1} ~ 1.5 ~ x must be at most 1",
        "{\"exclusiveMinimum\":1} ~ 1 ~ x must be more than 1",
        "{\"exclusiveMaximum\":1} ~ 1 ~ x must be less than 1",
        "{\"minLength\":2} ~ \"\ud83d\ude00\" ~ x must have at least 2 characters",
        "{\"maxLength\":1} ~ \"ab\" ~ x must have at most 1 character",
        "{\"pattern\":\"^a+$\"} ~ \"ab\" ~ x must match ^a+$",
        "{\"format\":\"date-time\"} ~ \"tomorrow\" ~ x must be a date-time",
        "{\"format\":\"date\"} ~ \"2026-02-30\" ~ x must be a date",
        "{\"format\":\"uri\"} ~ \"not one\" ~ x must be a uri",
        "{\"minItems\":1} ~ [] ~ x must have at least 1 element",
        "{\"maxItems\":1} ~ [1,2] ~ x must have at most 1 element",
        "{\"uniqueItems\":true} ~ [1,1] ~ x must not repeat elements",
        "{\"items\":{\"items\":{\"minimum\":1}}} ~ [[1],[1,0]] ~ x[1][1] must be at least 1",
        "{\"minProperties\":1} ~ {} ~ x must have at least 1 member",
        "{\"required\":[\"a\"]} ~ {} ~ x must have the member a",
        "{\"properties\":{\"a\":{\"type\":\"string\"}}} ~ {\"a\":1} ~ x.a must be text",
        "{\"additionalProperties\":false} ~ {\"a\":1} ~ x must not have the member a",
        "{\"additionalProperties\":{\"type\":\"string\"}} ~ {\"a\":1} ~ x.a must be text",
        "{\"properties\":{\"a\":false}} ~ {\"a\":1} ~ x must not have the member a",
        "{\"$ref\":\"#/$defs/A\",\"$defs\":{\"A\":{\"$ref\":\"#/$defs/B\"},\"B\":{\"type\":\"string\"}}} ~ 1 ~ x must be text",
        "{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"additionalProperties\":false} ~ {\"a\":{\"b\":1}} ~ x.a must not have the member b",
        "{\"allOf\":[{\"minimum\":1},{\"maximum\":2}]} ~ 3 ~ x must be at most 2",
        "{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":1}]} ~ 0 ~ x fits none of what it can be",
        "{\"oneOf\":[{\"type\":\"string\"},{\"minimum\":1}]} ~ 0 ~ x fits none of what it can be"
    })
    void saysWhichRuleIsBroken(String schema, String value, String message) throws Exception {
        assertThat(Checks.broken("x", shape(schema), JsonValue.parse(value))).contains(message);
        assertThat(json.schema(FakeTurn.json(schema)).validate(JsonValue.parse(value))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "{} ~ {\"a\":[1,null,true]}",
        "{\"type\":\"integer\"} ~ 1.0",
        "{\"type\":[\"string\",\"null\"]} ~ null",
        "{\"minLength\":1,\"maxLength\":1} ~ \"\ud83d\ude00\"",
        "{\"pattern\":\"b\"} ~ \"abc\"",
        "{\"format\":\"date-time\"} ~ \"2026-01-31T12:00:00Z\"",
        "{\"format\":\"date-time\"} ~ \"2026-01-31T12:00:00.123+05:30\"",
        "{\"format\":\"uri\"} ~ \"https://example.org/a?b=c#d\"",
        "{\"minimum\":1,\"minLength\":1,\"minItems\":1} ~ true",
        "{\"properties\":{\"a\":{}}} ~ {\"b\":1}",
        "{\"patternProperties\":{\"^b\":{}},\"additionalProperties\":false} ~ {\"b\":1}",
        "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"number\"}]} ~ 1",
        "{\"anyOf\":[{\"$ref\":\"#/$defs/S\"}],\"$defs\":{\"S\":{\"type\":\"string\"}}} ~ \"s\"",
        "{\"properties\":{\"a\":{\"$ref\":\"#\"}}} ~ {\"a\":{\"a\":{}}}",
        "{\"enum\":[{\"a\":1}]} ~ {\"a\":1.0}"
    })
    void passesWhatFits(String schema, String value) throws Exception {
        assertThat(Checks.broken("x", shape(schema), JsonValue.parse(value))).isEmpty();
        assertThat(json.schema(FakeTurn.json(schema)).validate(JsonValue.parse(value))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "{\"$ref\":\"#\"}",
        "{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}",
        "{\"anyOf\":[{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]},{\"$ref\":\"#\"}]}",
        "{\"$ref\":\"#/$defs/none\"}",
        "{\"$ref\":\"https://example.org/\"}",
        "{\"pattern\":\"(\"}",
        "{\"pattern\":\"(a+)+\\\\1b\"}",
        "{\"type\":7,\"enum\":\"x\",\"items\":[],\"required\":{},\"minLength\":\"1\"}"
    })
    void endsWhateverTheSchema(String schema) throws Exception {
        assertThat(Checks.broken("x", shape(schema), JsonValue.parse("\"" + "a".repeat(5_000) + "\""))).isEmpty();
    }

    @Test
    void followsEscapedReferences() throws Exception {
        var schema = shape("{\"$ref\":\"#/$defs/a~1b~0\",\"$defs\":{\"a/b~\":{\"minimum\":1}}}");
        assertThat(Checks.broken("x", schema, JsonValue.parse("0"))).contains("x must be at least 1");
    }

    @Test
    void endsWhateverTheValue() throws Exception {
        var schema = shape("{\"type\":\"array\",\"items\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"number\"}]}}");
        assertThat(Checks.broken("x", schema, JsonValue.parse("[" + "1,".repeat(200_000) + "1]"))).isEmpty();
    }

    private static Shape shape(String schema) {
        return Shape.of(FakeTurn.json(schema));
    }
}
