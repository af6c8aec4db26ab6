// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.ModelServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer's way: one command, while the gateway runs as installed, and a model answers. */
class ModelAddIT {
    @TempDir
    Path home;

    @Test
    void fromNothingToAModelThatAnswers() throws Exception {
        try (var model = new ModelServer(); var gateway = Gateway.start(home)) {
            assertThat(gateway.command("send", "hello").out()).doesNotContain("from a model");
            model.saysWhole("Hi.");
            var added = gateway.command("model", "add", "--url", model.url(), "--name", "near", "--default");
            assertThat(added.exit()).as(added.err()).isZero();
            assertThat(added.out()).contains("near/m", "Hi.", "conf/dev.postern.pipeline.json");
            assertThat(added.err()).contains("near/m decides in all sessions");

            model.says("Greetings from a model.");
            Await.until("the gateway takes the files", () -> gateway.command("send", "--quiet", "hello").out()
                    .contains("Greetings from a model."));
            assertThat(model.requests().getLast().toString()).contains("\"content\":\"hello\"", "time_now");

            assertThat(gateway.command("model", "list").out()).contains("near", "true");
            model.reset();
            model.saysWhole("Still here.");
            assertThat(gateway.command("model", "test", "near").out()).contains("Still here.");
            var status = gateway.command("status").out();
            assertThat(status).doesNotContain("conf/");
        }
    }
}
