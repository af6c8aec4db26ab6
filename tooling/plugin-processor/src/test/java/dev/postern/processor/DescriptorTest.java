// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
    private static final String TOOL_FILE = "POSTERN-INF/tools/a.b-1.0.0.json";

    @TempDir
    Path output;

    @Test
    void saysAllThatAToolDeclares() throws Exception {
        var compiled = compile(
                """
                package test;
                import dev.postern.api.schema.*;
                import dev.postern.api.tool.*;
                @ToolDefinition(name = "a.b", version = "1.2.3", description = "Tests.", risk = Risk.HIGH,
                    scopes = {"files:write", "x:y"}, timeoutMillis = 5, idempotent = true, maxAttempts = 2,
                    backoffMillis = 7, maxConcurrent = 3, maxOutputBytes = 9, redact = {"/input/a", "/output/b"},
                    foreign = false, examples = {"{\\"a\\":\\"x\\"}", "{\\"a\\":\\"\\"}"})
                public final class Subject implements PreviewableTool<Subject.Input, Subject.Output> {
                    public record Input(String a) {}
                    public record Output(String b) {}
                    public Output call(Input input, ToolContext context) { throw new IllegalStateException(); }
                    public Preview preview(Input input, ToolContext context) { throw new IllegalStateException(); }
                }
                """);
        assertThat(compiled.errors()).isEmpty();
        assertThat(compiled.file("POSTERN-INF/tools/a.b-1.2.3.json"))
                .isEqualTo("{\"name\":\"a.b\",\"version\":\"1.2.3\",\"description\":\"Tests.\",\"risk\":\"high\","
                        + "\"scopes\":[\"files:write\",\"x:y\"],\"timeoutMillis\":5,\"idempotent\":true,"
                        + "\"maxAttempts\":2,\"backoffMillis\":7,\"maxConcurrent\":3,\"maxOutputBytes\":9,"
                        + "\"redact\":[\"/input/a\",\"/output/b\"],\"foreign\":false,\"previewable\":true,"
                        + "\"component\":\"test.Subject\",\"input\":\"test.Subject$Input\","
                        + "\"output\":\"test.Subject$Output\","
                        + "\"inputSchema\":{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                        + "\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"],"
                        + "\"additionalProperties\":false},"
                        + "\"outputSchema\":{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                        + "\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"string\"}},\"required\":[\"b\"],"
                        + "\"additionalProperties\":false},"
                        + "\"examples\":[{\"a\":\"x\"},{\"a\":\"\"}]}");
    }

    @Test
    void findsTheRecordsThroughTheClassesAbove() throws Exception {
        var compiled = compile(
                """
                package test;
                import dev.postern.api.tool.*;
                @ToolDefinition(name = "a.b", version = "1.0.0", description = "Tests.", risk = Risk.LOW)
                public final class Subject extends Swapped<Subject.Answer, Subject.Question> {
                    public record Question(String q) {}
                    public record Answer(String a) {}
                    public Answer call(Question input, ToolContext context) { throw new IllegalStateException(); }
                }
                abstract class Swapped<O extends Record, I extends Record> implements Named<I, O> {}
                interface Named<X extends Record, Y extends Record> extends Tool<X, Y> {}
                """);
        assertThat(compiled.errors()).isEmpty();
        assertThat(compiled.file(TOOL_FILE))
                .contains("\"input\":\"test.Subject$Question\",\"output\":\"test.Subject$Answer\"")
                .contains("\"previewable\":false");
    }

    @Test
    void redactsSecretsWhereverTheyAre() throws Exception {
        var compiled = compile(new ToolSource()
                .taking("@Secret String key, Optional<Inner> inner, List<Map<String, Inner>> many) {}"
                        + " record Inner(@Secret String deep, String open")
                .giving("@Secret Pair pair, String text")
                .with("redact = \"/input/inner/open\"")
                .text());
        assertThat(compiled.errors()).isEmpty();
        assertThat(compiled.file(TOOL_FILE))
                .contains("\"redact\":[\"/input/inner/open\",\"/input/key\",\"/input/inner/deep\","
                        + "\"/input/many/*/*/deep\",\"/output/pair\"]");
    }

    @Test
    void describesWireMethods() throws Exception {
        var compiled = compile(
                """
                package dev.postern.core.wire;
                public interface Method<P extends Record, R extends Record> { R handle(P params) throws Exception; }
                """,
                """
                package dev.postern.core.wire;
                public @interface WireMethod {
                    String name(); String scope(); String description();
                    boolean inline() default false; boolean effect() default false;
                }
                """,
                """
                package test;
                import dev.postern.core.wire.*;
                import java.util.*;
                @WireMethod(name = "things.get", scope = "things:read", description = "Gets.", effect = true)
                final class Get implements Method<Get.Params, Get.Result> {
                    record Params(String id, Optional<Filter> filter) {}
                    record Filter(int since) {}
                    record Result(Thing thing) {}
                    record Thing(String id) {}
                    public Result handle(Params params) { throw new IllegalStateException(); }
                }
                """);
        assertThat(compiled.errors()).isEmpty();
        assertThat(compiled.file("POSTERN-INF/methods/things.get.json"))
                .startsWith("{\"name\":\"things.get\",\"scope\":\"things:read\",\"description\":\"Gets.\","
                        + "\"inline\":false,\"effect\":true,\"component\":\"test.Get\",\"params\":{")
                // clients must name what exists; they ignore what they do not know
                .contains("\"required\":[\"id\"],\"additionalProperties\":false},\"result\":{")
                .contains("\"since\"],\"additionalProperties\":false}")
                .endsWith("\"thing\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}},"
                        + "\"required\":[\"id\"]}},\"required\":[\"thing\"]}}");
    }

    @Test
    void describesWhatNodesAnswer() throws Exception {
        var compiled = compile(
                """
                package dev.postern.core.wire;
                public interface NodeRequest<P extends Record, R extends Record> {}
                """,
                """
                package dev.postern.core.wire;
                public @interface NodeMethod { String name(); String description(); }
                """,
                """
                package test;
                import dev.postern.core.wire.*;
                @NodeMethod(name = "thing.make", description = "Makes.")
                interface Make extends NodeRequest<Make.Params, Make.Result> {
                    record Params(String id) {}
                    record Result(boolean made) {}
                }
                """);
        assertThat(compiled.errors()).isEmpty();
        assertThat(compiled.file("POSTERN-INF/nodes/thing.make.json"))
                .startsWith("{\"name\":\"thing.make\",\"description\":\"Makes.\",\"params\":{")
                .contains("\"required\":[\"id\"]},\"result\":{")
                .endsWith("\"required\":[\"made\"]}}\n".strip())
                .doesNotContain("additionalProperties");
    }

    @Test
    void writesNothingForAToolThatIsWrong() throws Exception {
        compile(new ToolSource().version("1").text());
        assertThat(Files.exists(output.resolve("POSTERN-INF"))).isFalse();
    }

    private Compiling compile(String... sources) throws Exception {
        return Compiling.sources(output, sources);
    }
}
