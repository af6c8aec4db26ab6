package dev.postern.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PosternProcessorTest {
    private static final String TOOL = """
            package test;
            import dev.postern.api.json.*;
            import dev.postern.api.schema.*;
            import dev.postern.api.tool.*;
            import java.util.*;
            @ToolDefinition(name = "%s", version = "%s", description = "Tests.", risk = Risk.LOW%s)
            public final class Subject implements Tool<Subject.Input, Subject.Output> {
                public record Input(%s) {}
                public record Output(String text) {}
                public Output call(Input input, ToolContext context) { return new Output(""); }
                enum Colour { RED, DARK_BLUE }
                record Node(String name, List<Node> children) {}
            }
            """;

    @TempDir
    Path output;

    @Test
    void writesTheSchemaOfEveryKindOfComponent() throws Exception {
        var schema = schema(
                """
                @Description("a name") @Size(min = 1, max = 5) @Pattern("^[a-z]+$") String name,
                @Range(min = 1, max = 10) @DefaultValue("3") int count,
                Optional<Boolean> maybe, long large, double real, List<Colour> colours,
                Map<String, Integer> counts, java.time.Instant at, java.net.URI where, JsonValue any,
                @Secret @Size(max = 9) String password""");
        assertThat(schema)
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
                        + "\"password\":{\"type\":\"string\",\"maxLength\":9,\"writeOnly\":true}},"
                        + "\"required\":[\"name\",\"large\",\"real\",\"colours\",\"counts\",\"at\",\"where\",\"any\","
                        + "\"password\"],\"additionalProperties\":false}");
    }

    @Test
    void refersToRecordsThatContainThemselves() throws Exception {
        assertThat(schema("Node root"))
                .contains("\"root\":{\"$ref\":\"#/$defs/Node\"}")
                .contains("\"$defs\":{\"Node\":{\"type\":\"object\"")
                .contains("\"items\":{\"$ref\":\"#/$defs/Node\"}");
    }

    @Test
    void redactsSecrets() throws Exception {
        var descriptor = compile("a.b", "1.0.0", "",
                "@Secret String key, Optional<Inner> inner) {} record Inner(@Secret String deep");
        assertThat(descriptor.errors()).isEmpty();
        assertThat(descriptor.file(Path.of("POSTERN-INF/tools/a.b-1.0.0.json")))
                .contains("\"redact\":[\"/input/key\",\"/input/inner/deep\"]");
    }

    @Test
    void writesTheSameTextEachTime() throws Exception {
        var first = schema("String a, Map<String, Node> nodes");
        assertThat(schema("String a, Map<String, Node> nodes")).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Plain      | 1.0.0 |                                       | String a            | lower case words",
        "a.b__c     | 1.0.0 |                                       | String a            | without __",
        "a.b        | 1.0   |                                       | String a            | major.minor.patch",
        "a.b        | 1.0.0 | , timeoutMillis = 0                   | String a            | timeoutMillis is from 1",
        "a.b        | 1.0.0 | , maxConcurrent = 5000                | String a            | maxConcurrent is from 1",
        "a.b        | 1.0.0 | , redact = \"/secret\"                | String a            | redaction pointer",
        "a.b        | 1.0.0 | , examples = \"{}\"                   | String a            | lacks the required member a",
        "a.b        | 1.0.0 | , examples = \"{'a':1}\"              | String a            | no JSON",
        "a.b        | 1.0.0 | , examples = \"{\\\"a\\\":1}\"        | String a            | of type string",
        "a.b        | 1.0.0 | , examples = \"{\\\"a\\\":\\\"\\\",\\\"b\\\":1}\" | String a | does not have: b",
        "a.b        | 1.0.0 |                                       | Object a            | has no JSON form",
        "a.b        | 1.0.0 |                                       | List a              | raw type",
        "a.b        | 1.0.0 |                                       | Map<Integer,String> a | keys must be String",
        "a.b        | 1.0.0 |                                       | @Range(min=1) String a | @Range is for numbers",
        "a.b        | 1.0.0 |                                       | @Range(min=2,max=1) int a | min is larger",
        "a.b        | 1.0.0 |                                       | @Size(max=1) int a  | @Size is for text",
        "a.b        | 1.0.0 |                                       | @Pattern(\"[\") String a | @Pattern:",
        "a.b        | 1.0.0 |                                       | @DefaultValue(\"x\") String a | no JSON",
        "a.b        | 1.0.0 |                                       | @DefaultValue(\"1\") String a | of type string"
    })
    void refusesWhatItCannotDescribeAndSaysWhy(
            String name, String version, String more, String input, String reason) throws Exception {
        assertThat(compile(name, version, more == null ? "" : more, input).errors())
                .anySatisfy(error -> assertThat(error).contains(reason));
    }

    @Test
    void refusesAClassThatIsNoTool() throws Exception {
        var compiled = Compiling.source(
                output,
                """
                package test;
                import dev.postern.api.tool.*;
                @ToolDefinition(name = "a.b", version = "1.0.0", description = "", risk = Risk.LOW)
                public final class Subject {}
                """);
        assertThat(compiled.errors()).anySatisfy(error -> assertThat(error).contains("must implement"));
    }

    private String schema(String components) throws Exception {
        var compiled = compile("a.b", "1.0.0", "", components);
        assertThat(compiled.errors()).isEmpty();
        var text = compiled.file(Path.of("POSTERN-INF/tools/a.b-1.0.0.json"));
        int from = text.indexOf("\"inputSchema\":") + "\"inputSchema\":".length();
        return text.substring(from, text.indexOf(",\"outputSchema\":"));
    }

    private Compiling compile(String name, String version, String more, String components) throws Exception {
        return Compiling.source(output, TOOL.formatted(name, version, more, components));
    }
}
