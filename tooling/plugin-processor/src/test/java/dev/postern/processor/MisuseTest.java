// SPDX-License-Identifier: Apache-2.0
package dev.postern.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be described is a compile error, at the line that is wrong, in words that say what to do. */
class MisuseTest {
    @TempDir
    Path output;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Plain   | lower case words",
        "a.b__c  | without __",
        "a       | lower case words",
        "a..b    | lower case words",
        "a.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | at most 64"
    })
    void refusesNames(String name, String reason) throws Exception {
        refusesTheClass(new ToolSource().named(name), reason);
    }

    @ParameterizedTest
    @CsvSource({"1.0", "1.0.0-beta", "01.0.0", "v1.0.0"})
    void refusesVersions(String version) throws Exception {
        refusesTheClass(new ToolSource().version(version), "major.minor.patch");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "timeoutMillis = 0          | timeoutMillis is from 1 to 3600000",
        "timeoutMillis = 3_600_001  | timeoutMillis is from 1 to 3600000",
        "maxAttempts = 11           | maxAttempts is from 1 to 10",
        "backoffMillis = -1         | backoffMillis is from 0",
        "maxConcurrent = 1_025      | maxConcurrent is from 1 to 1024",
        "maxOutputBytes = 16_777_217 | maxOutputBytes is from 1 to 16777216",
        "scopes = \"everything\"    | a scope is area:right",
        "redact = \"/secret\"       | begins with /input/ or /output/",
        "redact = \"/input/b\"      | leads to a member",
        "redact = \"/input/a/b\"    | leads to a member",
        "examples = \"{}\"          | lacks the required member a",
        "examples = \"[]\"          | of type object",
        "examples = \"{'a':1}\"     | no JSON",
        "examples = \"{\\\"a\\\":1}\" | at /a must be of type string",
        "examples = \"{\\\"a\\\":\\\"\\\",\\\"b\\\":1}\" | does not have: b"
    })
    void refusesDefinitions(String members, String reason) throws Exception {
        refusesTheClass(new ToolSource().with(members), reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Object a                           | has no JSON form",
        "int[] a                            | has no JSON form",
        "float a                            | has no JSON form",
        "char a                             | has no JSON form",
        "java.time.Duration a               | has no JSON form",
        "List<?> a                          | has no JSON form",
        "List a                             | raw type",
        "Map a                              | raw type",
        "Optional a                         | raw type",
        "List<Optional<String>> a           | only a component itself can be Optional",
        "Optional<Optional<String>> a       | only a component itself can be Optional",
        "Map<Integer, String> a             | keys must be String",
        "Map<JsonString, String> a          | keys must be String",
        "@Range(min = 1) String a           | @Range is for numbers",
        "@Range(min = 2, max = 1) int a     | min is larger",
        "@Range(min = 0.5) int a            | whole numbers",
        "@Range(max = 3e9) int a            | beyond what the type can hold",
        "@Size(max = 1) int a               | @Size is for text",
        "@Size(max = 1) Pair a              | @Size is for text",
        "@Size(min = 2, max = 1) String a   | min must be from 0 to max",
        "@Size(min = -1) String a           | min must be from 0 to max",
        "@Pattern(\"[\") String a           | @Pattern: Unclosed",
        "@Pattern(\"x\") int a              | @Pattern is for text",
        "@DefaultValue(\"x\") String a      | no JSON (a text needs its quotation marks)",
        "@DefaultValue(\"1\") String a      | must be of type string",
        "@DefaultValue(\"1.5\") int a       | must be of type integer",
        "@DefaultValue(\"3e9\") int a       | must be at most 2147483647",
        "@DefaultValue(\"null\") String a   | must be of type string",
        "@DefaultValue(\"\\\"green\\\"\") Colour a | must be one of",
        "@Range(max = 5) @DefaultValue(\"6\") int a | must be at most 5",
        "@Size(min = 2) @DefaultValue(\"\\\"x\\\"\") String a | is too short",
        "@Pattern(\"^x\") @DefaultValue(\"\\\"y\\\"\") String a | must match ^x",
        "@DefaultValue(\"[1]\") List<String> a | at /0 must be of type string",
        "@DefaultValue(\"{\\\"x\\\":1}\") Map<String, String> a | at /x must be of type string",
        "@DefaultValue(\"{\\\"left\\\":\\\"long\\\"}\") Pair a | at /left is too long",
        "@DefaultValue(\"{\\\"name\\\":\\\"\\\"}\") Node a | lacks the required member children"
    })
    void refusesComponentsAtTheirLine(String component, String reason) throws Exception {
        assertThat(Compiling.sources(output, new ToolSource().taking(component).text()).errors())
                .singleElement()
                .satisfies(error -> assertThat(error).startsWith(component + " | ").contains(reason));
    }

    @Test
    void refusesASecretAtEveryDepth() throws Exception {
        var source = new ToolSource()
                .taking("Safe safe) {} record Safe(\n@Secret String code, String name,\nList<Safe> inner");
        assertThat(Compiling.sources(output, source.text()).errors())
                .anySatisfy(error -> assertThat(error).startsWith("List<Safe> inner | ").contains("every depth"));
    }

    @Test
    void refusesExamplesWithinTheRules() throws Exception {
        var source = new ToolSource()
                .taking("@Range(min = 1) int a, Optional<Pair> one, List<Pair> two")
                .with("examples = \"{\\\"a\\\":1,\\\"two\\\":[{\\\"left\\\":\\\"long\\\"}]}\"");
        refusesTheClass(source, "at /two/0/left is too long");
    }

    @Test
    void refusesTwoToolsOfOneNameAndVersion() throws Exception {
        var first = new ToolSource().text();
        assertThat(Compiling.sources(output, first, first.replace("Subject", "Second")).errors())
                .singleElement()
                .satisfies(error -> assertThat(error).contains("Second").contains("same name and version"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "implements Runnable          | must implement dev.postern.api.tool.Tool",
        "implements Tool              | needs its two records as type arguments",
        "implements Tool<Record, Subject.Out> | takes records, and java.lang.Record is none"
    })
    void refusesClassesThatAreNoTool(String implementing, String reason) throws Exception {
        var compiled = Compiling.sources(
                output,
                """
                package test;
                import dev.postern.api.tool.*;
                @ToolDefinition(name = "a.b", version = "1.0.0", description = "Tests.", risk = Risk.LOW)
                public abstract class Subject %s { public record Out(int a) {} }
                """.formatted(implementing));
        assertThat(compiled.errors()).anySatisfy(error -> assertThat(error).contains(reason));
    }

    @Test
    void refusesAnEmptyDescription() throws Exception {
        var source = new ToolSource().text().replace("\"Tests.\"", "\" \"");
        assertThat(Compiling.sources(output, source).errors())
                .anySatisfy(error -> assertThat(error).contains("description says what it does"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "id = \"No Id\", title = \"t\"                             | a plugin's id",
        "id = \"a\", title = \" \"                                 | a plugin's title",
        "id = \"a\", title = \"say \\\"x\\\"\"                      | a plugin's title",
        "id = \"a\", title = \"${x}\"                              | a plugin's title",
        "id = \"a\", title = \"t\", hosts = \"https://a.org\"      | hosts: each is a host",
        "id = \"a\", title = \"t\", hosts = \"a.org,b.org\"        | hosts: each is a host",
        "id = \"a\", title = \"t\", hosts = \"a.org:https\"        | hosts: each is a host",
        "id = \"a\", title = \"t\", files = \"workspace\"          | files: each is root:read",
        "id = \"a\", title = \"t\", files = {\"a:read\", \"a:rw\"} | and one is a:rw",
        "id = \"a\", title = \"t\", programs = \"/bin/sh\"         | programs: each is",
        "id = \"a\", title = \"t\", secrets = \"\"                 | secrets: each is"
    })
    void refusesPlugins(String members, String reason) throws Exception {
        var onPackage = Compiling.sources(
                output,
                """
                @PosternPlugin(%s)
                package test;
                import dev.postern.api.plugin.PosternPlugin;
                """.formatted(members));
        assertThat(onPackage.errors()).singleElement().satisfies(error -> assertThat(error).contains(reason));
    }

    private void refusesTheClass(ToolSource source, String reason) throws Exception {
        assertThat(Compiling.sources(output, source.text()).errors())
                .singleElement()
                .satisfies(error -> assertThat(error).startsWith("public final class Subject").contains(reason));
    }
}
