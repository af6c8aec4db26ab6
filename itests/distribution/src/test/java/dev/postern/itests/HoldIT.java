// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.Network;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run for as long as somebody holds: each way to let go ends the process. */
class HoldIT {
    private static final int ATTEMPTS = 5;

    @TempDir
    static Path home;
    private static Network network;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        network = new Network();
        gateway = Gateway.builder(home)
                .configure("dev.postern.tools.shell.program~sleep", Shell.allowed("sleep"))
                .configure("dev.postern.tools.shell.program~touch", Shell.allowed("touch"))
                .configure("dev.postern.gateway", "{\"hosts\": [\"127.0.0.1:" + network.port() + "\"]}")
                .start();
        network.leadTo(gateway.port());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        network.close();
    }

    @Test
    void runsToItsEndWhileHeld() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "touch", "held-to-the-end");
            assertThat(asked.text("mode")).contains("hold");
            assertThat(client.refusal("approvals.decide", Approvals.word(asked, "approve"))).isEqualTo("conflict");
            beats.hold(client, asked);
            beats.await("the call is finished", () -> state(client, asked).equals("finished"));
            assertThat(home.resolve("workspace/held-to-the-end")).exists();
        });
    }

    @Test
    void lettingGoEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "611.25");
            beats.hold(client, asked);
            beats.await("it sleeps", () -> Shell.sleeps("611.25"));
            beats.stop();
            client.call("approvals.hold",
                    JsonObject.builder().put("approval", Approvals.id(asked)).put("release", true).build());
            Await.until("it is gone", () -> !Shell.sleeps("611.25"));
            awaitCancelled(client, asked);
        });
    }

    @Test
    void aStalledNetworkEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "612.25");
            beats.hold(client, asked);
            beats.await("it sleeps", () -> Shell.sleeps("612.25"));
            beats.stop();
            Await.until("it is gone", () -> !Shell.sleeps("612.25"));
            awaitCancelled(client, asked);
            assertThat(client.isOpen()).isTrue();
        });
    }

    @Test
    void aLostConnectionEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "613.25");
            try (var holder = gateway.connect()) {
                beats.hold(holder, asked);
                beats.await("it sleeps", () -> Shell.sleeps("613.25"));
                beats.stop();
            }
            Await.until("it is gone", () -> !Shell.sleeps("613.25"));
            awaitCancelled(client, asked);
        });
    }

    /** As when the other machine loses its power: nothing comes, and nothing says that nothing will. */
    @Test
    void aConnectionThatHangsHalfOpenEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "616.25");
            try (var holder = WireClient.connect(network.port(), gateway.token())) {
                beats.hold(holder, asked);
                beats.await("it sleeps", () -> Shell.sleeps("616.25"));
                network.loseEverything();
                Await.until("it is gone", () -> !Shell.sleeps("616.25"));
                awaitCancelled(client, asked);
                assertThat(holder.isOpen()).as("nobody told it").isTrue();
            }
        });
    }

    @Test
    void aSecondClientCannotTakeOver() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "614.25");
            beats.hold(client, asked);
            beats.await("it sleeps", () -> Shell.sleeps("614.25"));
            try (var other = gateway.connect()) {
                assertThat(other.refusal("approvals.hold", JsonObject.of("approval", Approvals.id(asked))))
                        .isEqualTo("conflict");
            }
            assertThat(Shell.sleeps("614.25")).isTrue();
            beats.stop();
            Await.until("it is gone", () -> !Shell.sleeps("614.25"));
        });
    }

    @Test
    void cancellingTheCallEndsTheProcess() throws Exception {
        held((client, beats) -> {
            var asked = ask(client, "sleep", "615.25");
            beats.hold(client, asked);
            beats.await("it sleeps", () -> Shell.sleeps("615.25"));
            client.call("calls.cancel", JsonObject.of("call", asked.text("call").orElseThrow()));
            Await.until("it is gone", () -> !Shell.sleeps("615.25"));
            awaitCancelled(client, asked);
        });
    }

    /** The command holds while it runs; ending it lets go. */
    @Test
    void theCommandHoldsForAsLongAsItRuns() throws Exception {
        try (var client = gateway.connect()) {
            var held = gateway.command("approvals", "hold", Approvals.id(ask(client, "touch", "held-by-command")));
            for (int attempt = 1; held.exit() != 0 && attempt < ATTEMPTS; attempt++) {
                // its beats too may come too late on a busy machine
                held = gateway.command("approvals", "hold", Approvals.id(ask(client, "touch", "held-by-command")));
            }
            assertThat(held.exit()).as(held.err()).isZero();
            assertThat(home.resolve("workspace/held-by-command")).exists();
        }
    }

    /** Does it again where beats came too late, as on a busy machine: that says nothing of the gateway. */
    private static void held(Held test) throws Exception {
        for (int attempt = 1;; attempt++) {
            try (var client = gateway.connect();
                    var beats = new Beats()) {
                try {
                    test.with(client, beats);
                    return;
                } catch (AssertionError failed) {
                    if (attempt == ATTEMPTS || !beats.wereLate()) {
                        throw failed;
                    }
                }
            }
        }
    }

    /** What is tested. */
    private interface Held {
        void with(WireClient client, Beats beats) throws Exception;
    }

    private static JsonObject ask(WireClient client, String program, String argument) throws Exception {
        return Approvals.invoke(client, Shell.call(program, argument));
    }

    private static void awaitCancelled(WireClient client, JsonObject asked) throws Exception {
        Await.until("the call is cancelled", () -> state(client, asked).equals("cancelled"));
    }

    private static String state(WireClient client, JsonObject asked) throws Exception {
        return client.call("calls.get", JsonObject.of("call", asked.text("call").orElseThrow())).object("call")
                .orElseThrow().text("state").orElse("");
    }
}
