// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.core.json.Schema;
import dev.postern.core.json.Schema.Violation;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemasTest {
    private final StrictJson json = new StrictJson();

    private Schema schema(String text) throws JsonException {
        return json.schema((JsonObject) json.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"type\":\"integer\"}            | \"hunter2\"   | type      | must be integer",
        "{\"type\":[\"string\",\"null\"]}  | 1             | type      | must be string or null",
        "{\"maximum\":500}                 | 501           | maximum   | must be at most 500",
        "{\"minimum\":1}                   | 0             | minimum   | must be at least 1",
        "{\"exclusiveMinimum\":0.5}        | 0.5           | exclusiveMinimum | must be more than 0.5",
        "{\"minLength\":1}                 | \"\"          | minLength | must have at least 1 characters",
        "{\"maxLength\":3}                 | \"hunter2\"   | maxLength | must have at most 3 characters",
        "{\"maxItems\":1}                  | [1,2]         | maxItems  | must have at most 1 elements",
        "{\"maxProperties\":0}             | {\"a\":1}     | maxProperties | must have at most 0 members",
        "{\"enum\":[\"a\",\"b\"]}          | \"hunter2\"   | enum      | must be one of [\"a\",\"b\"]",
        "{\"const\":1}                     | 2             | const     | must be 1",
        "{\"pattern\":\"^[a-z]+$\"}        | \"hunter2\"   | pattern   | must match ^[a-z]+$",
        "{\"pattern\":\"^[a-z]+$\"}        | \"abc\\n\"    | pattern   | must match ^[a-z]+$",
        "{\"format\":\"date-time\"}        | \"hunter2\"   | format    | must be a date-time",
        "{\"format\":\"date-time\"}        | \"2026-02-30T00:00:00Z\" | format | must be a date-time",
        "{\"format\":\"uri\"}              | \"hunter2 x\" | format    | must be a uri",
        "{\"required\":[\"a\"]}            | {}            | required  | must have the member a",
        "{\"additionalProperties\":false}  | {\"a\":1}     | additionalProperties | must not have the member a",
        "{\"uniqueItems\":true}            | [1,1]         | uniqueItems | must not repeat elements",
        "{\"not\":{}}                      | \"hunter2\"   | not       | breaks the rule not",
        "{\"anyOf\":[{\"type\":\"null\"}]} | \"hunter2\"   | type      | must be null",
        "{\"properties\":{\"a\":false}}    | {\"a\":1}     | false     | must not be there",
    })
    void namesTheRuleWithoutTheValue(String schema, String value, String rule, String message) throws Exception {
        var violations = schema(schema).validate(json.parse(value));
        assertThat(violations).extracting(Violation::rule, Violation::message).containsExactly(tuple(rule, message));
        assertThat(violations.toString()).doesNotContain("hunter2");
    }

    @Test
    void pointsToThePlace() throws Exception {
        var schema = schema("""
            {"properties":{"a/b":{"items":{"properties":{"c":{"type":"integer"}}}}}}""");
        assertThat(schema.validate(json.parse("{\"a/b\":[{},{\"c\":\"x\"}]}")))
                .extracting(Violation::path)
                .containsExactly("/a~1b/1/c");
        assertThat(schema("{\"type\":\"object\"}").validate(json.parse("1")))
                .extracting(Violation::path)
                .containsExactly("");
    }

    @Test
    void stopsAtTwentyViolations() throws Exception {
        var value = json.parse("[" + "1,".repeat(100_000) + "1]");
        assertThat(schema("{\"items\":{\"type\":\"string\"}}").validate(value)).hasSize(20);
    }

    @Test
    void takesValidValues() throws Exception {
        var schema = schema("""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["at"],
             "properties":{"at":{"type":"string","format":"date-time"},"n":{"type":"integer"},"where":{"format":"uri"},
             "tree":{"$ref":"#/$defs/tree"}},"additionalProperties":false,
             "$defs":{"tree":{"type":"object","properties":{"below":{"items":{"$ref":"#/$defs/tree"}}},
             "additionalProperties":false}}}""");
        assertThat(schema.validate(json
                .parse("""
            {"at":"2026-11-22T10:00:00.000Z","n":2.0,"where":"https://example.org/x","tree":{"below":[{"below":[]}]}}""")))
                .isEmpty();
        assertThat(
                schema.validate(json.parse("{\"at\":\"2026-11-22T10:00:00.000Z\",\"tree\":{\"below\":[{\"x\":1}]}}")))
                .extracting(Violation::path)
                .containsExactly("/tree/below/0");
    }

    @Test
    void neverFetchesAReference() throws Exception {
        var asked = new AtomicInteger();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            var body = "{\"type\":\"integer\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x";
            for (var text : new String[]{
                "{\"$ref\":\"" + url + "\"}",
                "{\"properties\":{\"a\":{\"$dynamicRef\":\"" + url + "#m\"}}}",
                "{\"$defs\":{\"default\":{\"$ref\":\"" + url + "\"}}}",
                "{\"$id\":\"" + url + "\",\"$ref\":\"y\"}",
                "{\"$id\":\"" + url + "\",\"allOf\":[{\"$ref\":\"#missing\"}]}",
                "{\"$schema\":\"" + url + "\"}",
                "{\"$ref\":\"file:///etc/hostname\"}",
                "{\"$ref\":\"classpath:draft/2020-12/schema\"}",
                "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}",
            }) {
                assertThatThrownBy(() -> schema(text)).as(text).isInstanceOf(JsonException.class);
            }
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void followsAnchorsAndPointersWithinTheDocument() throws Exception {
        var schema = schema("""
            {"$id":"https://example.org/s","properties":{"a":{"$ref":"#named"},"b~/c":{"type":"integer"},
             "d":{"$ref":"#/properties/b~0~1c"},"e":{"$ref":"#/allOf/0"},"f":{"$ref":"#"}},"allOf":[{}],
             "$defs":{"x":{"$anchor":"named","type":"string"}}}""");
        assertThat(schema.validate(json.parse("{\"a\":\"x\",\"b~/c\":1,\"d\":2,\"e\":null,\"f\":{\"a\":\"y\"}}")))
                .isEmpty();
        assertThat(schema.validate(json.parse("{\"a\":1,\"d\":\"x\",\"f\":{\"a\":2}}")))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder("/a", "/d", "/f/a");
    }

    @Test
    void allowsWhatOnlyLooksLikeAReference() throws Exception {
        var schema = schema("""
            {"properties":{"$ref":{"type":"string"},"default":{"$ref":"#/$defs/x"}},
             "default":{"$ref":"http://example.org"},"$defs":{"x":{"type":"integer"}}}""");
        assertThat(schema.validate(json.parse("{\"$ref\":\"http://example.org\",\"default\":1}"))).isEmpty();
        assertThat(schema.validate(json.parse("{\"default\":\"x\"}"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"type\":\"text\"}",
        "{\"minimum\":\"1\"}",
        "{\"required\":\"a\"}",
        "{\"properties\":[]}",
        "{\"pattern\":\"(\"}",
        "{\"$ref\":\"#/$defs/nowhere\"}",
        "{\"$ref\":\"#/type\",\"type\":\"object\"}",
        "{\"$ref\":\"#nowhere\"}",
        "{\"properties\":{\"a\":{\"$id\":\"x\"}}}",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}",
    })
    void refusesWhatIsNoSchema(String text) {
        assertThatThrownBy(() -> schema(text))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("no valid schema");
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$"})
    void givesUpOnExpressionsThatExplode(String pattern) throws Exception {
        var schema = schema("{\"type\":\"string\",\"pattern\":\"" + pattern + "\"}");
        var text = "a".repeat(40_000) + "!";
        assertThat(schema.validate(json.parse('"' + text + '"')))
                .extracting(Violation::rule)
                .containsExactly("limit");
    }

    @Test
    void boundsSchemasThatExplode() throws Exception {
        var definitions = new StringBuilder("\"d0\":{\"type\":\"integer\"}");
        for (int i = 1; i < 60; i++) {
            definitions.append(",\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                    .formatted(i, i - 1, i - 1));
        }
        var schema = schema("{\"$ref\":\"#/$defs/d59\",\"$defs\":{" + definitions + "}}");
        assertThat(schema.validate(json.parse("1")))
                .extracting(Violation::rule)
                .containsExactly("limit");
    }

    @Test
    void fillsDefaultsAtEveryDepth() throws Exception {
        var schema = schema("""
            {"properties":{"limit":{"default":100},"flag":{"default":false},
              "in":{"properties":{"x":{"default":"y"}}},"list":{"items":{"$ref":"#/$defs/e"}}},
             "additionalProperties":{"properties":{"other":{"default":null}}},
             "allOf":[{"properties":{"also":{"default":[]}}}],
             "$defs":{"e":{"properties":{"n":{"default":1},"below":{"$ref":"#/$defs/e"}}}}}""");
        var filled = schema.withDefaults((JsonObject) json.parse("""
            {"flag":true,"in":{},"list":[{"n":2},{"below":{}},7],"more":{}}"""));
        assertThat(filled).isEqualTo(json.parse("""
            {"limit":100,"flag":true,"in":{"x":"y"},"list":[{"n":2},{"n":1,"below":{"n":1}},7],"more":{"other":null},
             "also":[]}"""));
        assertThat(schema.withDefaults(filled)).isSameAs(filled);
    }

    @Test
    void fillsDefaultsOfASchemaThatContainsItself() throws Exception {
        var schema = schema("""
            {"properties":{"n":{"default":0},"below":{"$ref":"#"}}}""");
        assertThat(schema.withDefaults((JsonObject) json.parse("{\"below\":{}}")))
                .isEqualTo(json.parse("{\"n\":0,\"below\":{\"n\":0}}"));
    }

    @Test
    void endsOnASchemaThatIsItself() throws Exception {
        var schema = schema("{\"allOf\":[{\"$ref\":\"#\"}],\"properties\":{\"n\":{\"default\":0}}}");
        assertThat(schema.withDefaults(JsonObject.EMPTY)).isEqualTo(json.parse("{\"n\":0}"));
        assertThat(schema.validate(JsonObject.EMPTY))
                .extracting(Violation::rule)
                .containsExactly("limit");
    }
}
