// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import dev.postern.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down for administrators: JSON a line, and nothing that nobody may read. */
class LogIT {
    private static final String SECRET = "correct-horse-battery-staple";
    private static final String WORD = "only-for-your-ears";

    @Test
    void isJsonAndHoldsNoSecrets(@TempDir Path home) throws Exception {
        try (var gateway = Gateway.builder(home).secret("confided", SECRET).start();
                var client = gateway.connect()) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            var error = WireClient.error(client.request("tools.invoke", JsonObject.builder()
                    .put("tool", "hostile.confides").put("input", JsonObject.of("word", WORD)).build(),
                    JsonObject.EMPTY));
            var call = ((JsonObject) error.array("details").orElseThrow().values().getFirst()).text("call")
                    .orElseThrow();
            var other = client.call("tokens.create", JsonObject.builder().put("name", "other")
                    .put("scopes", JsonArray.ofStrings(List.of("events:read"))).build()).text("token").orElseThrow();
            gateway.get("/blobs/x?token=" + other);
            assertThat(gateway.terminate()).isZero();

            var lines = Files.readAllLines(home.resolve("log/postern.jsonl"));
            assertThat(lines).isNotEmpty().allSatisfy(line -> new StrictJson().parse(line));
            // its reason is in the log, without what it was trusted with
            assertThat(lines).anyMatch(line -> line.contains(call) && line.contains("I was told"));
            assertNowhere(home, SECRET, WORD, gateway.token(), other);
        }
    }

    /** Neither in a log nor in the store, nor in anything else but the secrets. */
    private static void assertNowhere(Path home, String... secrets) throws Exception {
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).filter(file -> !file.startsWith(home.resolve("secrets")))
                    .toList()) {
                var content = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                for (var secret : secrets) {
                    assertThat(content.contains(secret)).as(file + " holds a secret").isFalse();
                }
            }
        }
    }
}
