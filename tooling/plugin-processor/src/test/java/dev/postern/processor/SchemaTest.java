// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
    @TempDir
    Path output;

    @Test
    void describesEveryKindOfComponent() throws Exception {
        assertThat(input(
                """
                @Description("a name") @Size(min = 1, max = 5) @Pattern("^[a-z]+$") String name,
                @Range(min = 1, max = 10) @DefaultValue("3") int count,
                Optional<Boolean> maybe, long large, double real, List<Colour> colours,
                Map<String, Integer> counts, java.time.Instant at, java.net.URI where, JsonValue any,
                JsonObject object, Optional<JsonArray> array, Long boxed, @Range(min = 0.5) Double ratio,
                @Secret @Size(max = 9) String password"""))
                .isEqualTo("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
                        + "\"properties\":{"
                        + "\"name\":{\"type\":\"string\",\"description\":\"a name\",\"minLength\":1,\"maxLength\":5,"
                        + "\"pattern\":\"^[a-z]+$\"},"
                        + "\"count\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":10,\"default\":3},"
                        + "\"maybe\":{\"type\":\"boolean\"},"
                        + "\"large\":{\"type\":\"integer\",\"minimum\":-9007199254740991,\"maximum\":9007199254740991},"
                        + "\"real\":{\"type\":\"number\"},"
                        + "\"colours\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"red\","
                        + "\"dark_blue\"]}},"
                        + "\"counts\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\","
                        + "\"minimum\":-2147483648,\"maximum\":2147483647}},"
                        + "\"at\":{\"type\":\"string\",\"format\":\"date-time\"},"
                        + "\"where\":{\"type\":\"string\",\"format\":\"uri\"},"
                        + "\"any\":{},"
                        + "\"object\":{\"type\":\"object\"},"
                        + "\"array\":{\"type\":\"array\"},"
                        + "\"boxed\":{\"type\":\"integer\",\"minimum\":-9007199254740991,\"maximum\":9007199254740991},"
                        + "\"ratio\":{\"type\":\"number\",\"minimum\":0.5},"
                        + "\"password\":{\"type\":\"string\",\"maxLength\":9,\"writeOnly\":true}},"
                        + "\"required\":[\"name\",\"large\",\"real\",\"colours\",\"counts\",\"at\",\"where\",\"any\","
                        + "\"object\",\"boxed\",\"ratio\",\"password\"],\"additionalProperties\":false}");
    }

    @Test
    void requiresNothingThatIsNullable() throws Exception {
        assertThat(required(input("@org.jspecify.annotations.Nullable String a, Optional<String> b, String c")))
                .isEqualTo("[\"c\"]");
        assertThat(required(input(
                "@org.jspecify.annotations.NonNull Optional<@org.jspecify.annotations.NonNull String> a, String b")))
                .isEqualTo("[\"b\"]");
    }

    @Test
    void sizesListsAndMaps() throws Exception {
        assertThat(input("@Size(min = 1, max = 2) List<String> list, @Size(max = 3) Map<String, Pair> map"))
                .contains("\"items\":{\"type\":\"string\"},\"minItems\":1,\"maxItems\":2")
                .contains("\"maxProperties\":3");
    }

    @Test
    void putsARecordThatOccursOnceWhereItOccurs() throws Exception {
        assertThat(input("Optional<Pair> pair"))
                .contains("\"pair\":{\"type\":\"object\",\"properties\":{\"left\":")
                .doesNotContain("$defs");
    }

    @Test
    void refersToRecordsThatOccurTwice() throws Exception {
        assertThat(input("@Description(\"one\") Pair one, List<Pair> more"))
                .contains("\"one\":{\"$ref\":\"#/$defs/Pair\",\"description\":\"one\"}")
                .contains("\"items\":{\"$ref\":\"#/$defs/Pair\"}")
                .endsWith("\"$defs\":{\"Pair\":{\"type\":\"object\",\"properties\":{\"left\":{\"type\":\"string\","
                        + "\"maxLength\":3},\"right\":{\"type\":\"string\",\"default\":\"r\"}},"
                        + "\"required\":[\"left\"],\"additionalProperties\":false}}}");
    }

    @Test
    void refersToRecordsThatContainThemselves() throws Exception {
        assertThat(input("Node root"))
                .contains("\"root\":{\"$ref\":\"#/$defs/Node\"}")
                .contains("\"$defs\":{\"Node\":{\"type\":\"object\"")
                .contains("\"items\":{\"$ref\":\"#/$defs/Node\"}");
    }

    @Test
    void refersToTheWholeWhenTheInputContainsItself() throws Exception {
        assertThat(input("String name, List<Input> below"))
                .contains("\"type\":\"object\",\"properties\":{\"name\":", "\"items\":{\"$ref\":\"#\"}")
                .doesNotContain("$defs");
    }

    @Test
    void tellsRecordsOfOneNameApart() throws Exception {
        var twins = input("Left.Item a, Left.Item b, Right.Item c, Right.Item d) {} interface Left { record Item(int l)"
                + " {} } interface Right { record Item(int r) {} } record Unused(String none");
        assertThat(twins)
                .contains("\"a\":{\"$ref\":\"#/$defs/Item\"}", "\"d\":{\"$ref\":\"#/$defs/Right.Item\"}")
                .contains("\"Item\":{\"type\":\"object\",\"properties\":{\"l\":")
                .contains("\"Right.Item\":{\"type\":\"object\",\"properties\":{\"r\":");
    }

    @Test
    void writesTheSameTextEachTime() throws Exception {
        var components = "String a, Map<String, Node> nodes, List<Pair> pairs, Pair pair";
        assertThat(input(components)).isEqualTo(input(components));
    }

    private static String required(String schema) throws Exception {
        return ((JsonObject) JsonValue.parse(schema)).array("required").orElseThrow().toString();
    }

    private String input(String components) throws Exception {
        var compiled = Compiling.sources(output, new ToolSource().taking(components).text());
        assertThat(compiled.errors()).isEmpty();
        var descriptor = (JsonObject) JsonValue.parse(compiled.file("POSTERN-INF/tools/a.b-1.0.0.json"));
        return descriptor.object("inputSchema").orElseThrow().toString();
    }
}
