// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.Plugins;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that was cut off and must not be repeated holds its session until somebody decides. */
class InDoubtIT {
    @Test
    void itHoldsItsSessionAcrossStartsUntilItIsCancelled(@TempDir Path home) throws Exception {
        var turn = cutOff(home);
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            client.awaitTurn(turn, "in_doubt");
            gateway.kill();
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            client.subscribe("turn.*");
            client.awaitTurn(turn, "in_doubt");
            var next = send(client, "doubt", "/time.now");
            // others do not wait for it, and it does not overtake
            client.say(Messages.in("no doubt", "/time.now"));
            assertThat(client.awaitTurn(next, "queued").text("state")).contains("queued");

            client.call("turns.cancel", JsonObject.of("turn", turn));
            client.awaitTurn(turn, "cancelled");
            client.nextEvent("turn.cancelled", payload -> payload.text("turn").orElse("").equals(turn));
            client.awaitTurn(next, "finished");
            assertThat(client.say(Messages.in("doubt", "/time.now")).text("state")).contains("finished");
            assertThat(effects(home)).isEqualTo(1);
            // cancelled is cancelled
            client.call("turns.cancel", JsonObject.of("turn", turn));
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            assertThat(client.awaitTurn(turn, "cancelled").text("state")).contains("cancelled");
            client.say(Messages.in("doubt", "/time.now"));
            assertThat(effects(home)).isEqualTo(1);
        }
    }

    /** Kills a gateway while the tool runs, after its effect; gives the turn. */
    private static String cutOff(Path home) throws Exception {
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            Plugins.deploy(gateway, Plugins.HOSTILE_TOOLS);
            var turn = send(client, "doubt", "/effects.slow");
            Await.until("the effect is there", () -> effects(home) == 1);
            gateway.kill();
            return turn;
        }
    }

    private static String send(WireClient client, String thread, String text) throws Exception {
        return client.call("messages.send", Messages.in(thread, text)).text("turn").orElseThrow();
    }

    private static int effects(Path home) throws Exception {
        var file = home.resolve("workspace/slow.txt");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }
}
