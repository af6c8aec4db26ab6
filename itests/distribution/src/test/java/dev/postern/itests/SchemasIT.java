// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway serves the contract of the checkout that it was built from: all of it, as it is, and nothing else. */
@ExtendWith(SharedGateway.class)
class SchemasIT {
    private static final Path SCHEMAS = Distribution.root().resolve("schemas");

    @Test
    void servesEveryFileOfTheContract(Gateway gateway) throws Exception {
        var index = gateway.get("/schemas/");
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        var listed = ((JsonObject) new StrictJson().parse(index.body())).array("schemas").orElseThrow().strings();
        assertThat(listed).hasSizeGreaterThan(50).containsExactlyElementsOf(files());
        for (var name : listed) {
            var answer = gateway.get("/schemas/" + name);
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).as(name)
                    .startsWith("application/schema+json");
            assertThat(answer.body()).as(name).isEqualTo(Files.readString(SCHEMAS.resolve(name)));
        }
    }

    @Test
    void servesNothingElse(Gateway gateway) throws Exception {
        for (var name : new String[]{
            "none.json", "fixtures/valid/connect/least.json", "README.md", "methods/", "../META-INF/MANIFEST.MF",
            "%2e%2e/META-INF/MANIFEST.MF", "methods/..%2f..%2f..%2fMETA-INF%2fMANIFEST.MF"}) {
            assertThat(gateway.get("/schemas/" + name).statusCode()).as(name).isIn(400, 404);
        }
    }

    /** What is generated: fixtures and tools are nobody's business but the build's. */
    private static TreeSet<String> files() throws Exception {
        var files = new TreeSet<String>();
        for (var folder : new String[]{"frames", "methods", "events"}) {
            try (var found = Files.list(SCHEMAS.resolve(folder))) {
                found.forEach(file -> files.add(SCHEMAS.relativize(file).toString()));
            }
        }
        files.add("catalogue.json");
        files.add("asyncapi.json");
        files.add("policy.json");
        files.add("plugins.json");
        files.add("marketplace.json");
        files.add("marketplace-signature.json");
        return files;
    }
}
