// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.HandmadeBundle;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import dev.postern.itests.plugin.Halts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin whose code ends the process as it starts keeps the gateway from starting twice, and no more. */
class EndingPluginIT {
    private static final int HALTED = 7;

    @TempDir
    Path home;

    @Test
    void aGatewayThatAPluginEndsComesBackWithoutIt() throws Exception {
        try (var gateway = Gateway.builder(home).start(); var client = gateway.connect()) {
            HandmadeBundle.plugin("halts").component(Halts.class)
                    .write(Files.createDirectories(home.resolve("import")).resolve("halts.jar"));
            assertThat(install(client)).isFalse();
            assertThat(gateway.awaitExit()).isEqualTo(HALTED);
        }
        try (var second = Gateway.builder(home).launch()) {
            assertThat(second.awaitExit()).isEqualTo(HALTED);
        }
        try (var third = Gateway.builder(home).start(); var client = third.connect()) {
            assertThat(client.say("/time.now").text("state")).contains("finished");
            assertThat(Plugins.list(client)).doesNotContain("\"halts\"");
            assertThat(client.call("audit.query", JsonObject.builder().put("chain", "installation")
                    .put("type", "plugin.failed").build()).toString()).contains("\"plugin\":\"halts\"");
            assertThat(home.resolve("log/postern.jsonl")).content().contains("the gateway ended 2 times");
            // whoever asks for it once more gets it
            assertThat(install(client)).isFalse();
            assertThat(third.awaitExit()).isEqualTo(HALTED);
        }
    }

    /** False when the connection ends before the answer. */
    private static boolean install(WireClient client) throws Exception {
        try {
            client.call("plugins.install",
                    JsonObject.builder().put("source", JsonObject.of("path", "halts.jar")).build());
            return true;
        } catch (ExecutionException broken) {
            return false;
        }
    }
}
