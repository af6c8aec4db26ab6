// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.JsonException;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static final String HOW = "schemas/README.md says how to write it anew";

    @Test
    void isWhatTheRecordsSay() throws IOException {
        var files = Contract.files();
        if (Boolean.getBoolean("schemas.write")) {
            for (var folder : Folder.GENERATED) {
                for (var file : Folder.files(Folder.SCHEMAS.resolve(folder), ".json")) {
                    Files.delete(file);
                }
            }
            for (var file : files.entrySet()) {
                var path = Folder.SCHEMAS.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, Pretty.print(file.getValue()));
            }
        }
        for (var file : files.entrySet()) {
            assertThat(Folder.SCHEMAS.resolve(file.getKey()))
                    .as("%s differs from the records; %s", file.getKey(), HOW)
                    .exists()
                    .hasContent(Pretty.print(file.getValue()));
        }
        var there = new TreeSet<String>();
        for (var folder : Folder.GENERATED) {
            Folder.files(Folder.SCHEMAS.resolve(folder), ".json")
                    .forEach(path -> there.add(Folder.SCHEMAS.relativize(path).toString()));
        }
        there.removeAll(files.keySet());
        assertThat(there).as("schemas of what is no more; " + HOW).isEmpty();
    }

    @Test
    void coversEveryMethodThatAnyBundleAnswers() throws IOException {
        var annotation = Pattern.compile("@WireMethod\\(\\s*name\\s*=\\s*\"([^\"]+)\"");
        var answered = new TreeSet<String>();
        for (var source : Folder.files(Folder.ROOT.resolve("bundles"), ".java")) {
            if (source.toString().contains("src/main/java")) {
                var matcher = annotation.matcher(Files.readString(source));
                while (matcher.find()) {
                    answered.add(matcher.group(1));
                }
            }
        }
        assertThat(answered).hasSizeGreaterThan(10);
        assertThat(Descriptors.methods().keySet())
                .as("methods on this module's class path: name new bundles in schemas/pom.xml")
                .isEqualTo(answered);
    }

    @Test
    void hasASchemaForTheEventsOfEveryTopic() {
        assertThat(Descriptors.events().keySet()).isEqualTo(Contract.topics().keySet());
    }

    @Test
    void hasNothingButSchemas() throws Exception {
        var json = new StrictJson();
        assertThat(Descriptors.documents()).isNotEmpty();
        var schemas = Stream.of(Descriptors.frames(), Descriptors.events(), Descriptors.documents())
                .flatMap(all -> all.values().stream())
                .toList();
        for (var schema : schemas) {
            json.schema(schema);
        }
        for (var method : Descriptors.methods().values()) {
            compiles(json, method);
            assertThat(method.object("params").orElseThrow().bool("additionalProperties"))
                    .as("unknown params of %s are refused", method.text("name"))
                    .contains(false);
        }
        assertThat(Descriptors.nodeMethods()).isNotEmpty();
        for (var method : Descriptors.nodeMethods().values()) {
            compiles(json, method);
        }
    }

    private static void compiles(StrictJson json, JsonObject method) throws JsonException {
        json.schema(method.object("params").orElseThrow());
        json.schema(method.object("result").orElseThrow());
    }
}
