// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.postern.api.json.JsonBoolean;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.SharedGateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The shell as it ships: of high risk, nothing allowed, and what it would do shown before. */
@ExtendWith(SharedGateway.class)
class ShellIT {
    @Test
    void isOfHighRiskAndRunsNothingAsInstalled(Gateway gateway) throws Exception {
        try (var client = gateway.connect()) {
            var tool = client.call("tools.get", JsonObject.of("tool", "shell.run")).object("tool").orElseThrow();
            assertThat(tool.text("risk")).contains("high");
            assertThat(tool.bool("idempotent")).contains(false);
            assertThat(preview(client, "touch", "made").text("summary").orElse(""))
                    .contains("conf/dev.postern.tools.shell.program~<name>.json");
        }
    }

    @Test
    void showsWhatAnAllowedProgramWouldDoAndDoesNothing(@TempDir Path home) throws Exception {
        try (var gateway = Gateway.builder(home)
                .configure("dev.postern.tools.shell.program~touch", """
                        {"program": "touch", "arguments": ["made-*"], "environment": ["LC_ALL=C"]}
                        """)
                .start();
                var client = gateway.connect()) {
            var shown = preview(client, "touch", "made-by-touch");
            assertThat(shown.text("summary")).contains("Runs touch made-by-touch in workspace");
            assertThat(shown.text("detail").orElse("")).contains("/touch", "environment  LC_ALL=C",
                    "allowed by   dev.postern.tools.shell.program~touch");
            assertThat(preview(client, "touch", "-c").text("summary").orElse(""))
                    .contains("it would fail: touch may not be run with these arguments");
            assertThat(preview(client, "sh", "-c").text("summary").orElse(""))
                    .contains("it would fail: sh may not be run; allowed are touch");
            assertThat(home.resolve("workspace/made-by-touch")).doesNotExist();
        }
    }

    private static JsonObject preview(WireClient client, String program, String argument) throws Exception {
        var call = Shell.call(program, argument).with("dryRun", JsonBoolean.TRUE);
        return client.call("tools.invoke", call).object("preview").orElseThrow();
    }
}
