// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Approvals;
import dev.postern.itests.harness.Await;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run for as long as somebody holds: each way to let go ends the process. */
class HoldIT {
    @TempDir
    static Path home;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.builder(home)
                .configure("dev.postern.tools.shell.program~sleep", """
                        {"program": "sleep", "arguments": ["*"]}
                        """)
                .configure("dev.postern.tools.shell.program~touch", """
                        {"program": "touch", "arguments": ["*"]}
                        """)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void runsToItsEndWhileHeld() throws Exception {
        try (var client = gateway.connect();
                var beats = Beats.every500ms()) {
            var asked = ask(client, "touch", "held-to-the-end");
            assertThat(asked.text("mode")).contains("hold");
            assertThat(client.refusal("approvals.decide", Approvals.word(asked, "approve"))).isEqualTo("conflict");
            beats.hold(client, asked);
            awaitCall(client, asked, "finished");
            assertThat(home.resolve("workspace/held-to-the-end")).exists();
        }
    }

    @Test
    void lettingGoEndsTheProcess() throws Exception {
        try (var client = gateway.connect();
                var beats = Beats.every500ms()) {
            var asked = ask(client, "sleep", "611.25");
            beats.hold(client, asked);
            Await.until("it sleeps", () -> sleeps("611.25"));
            beats.stop();
            client.call("approvals.hold",
                    JsonObject.builder().put("approval", Approvals.id(asked)).put("release", true).build());
            Await.until("it is gone", () -> !sleeps("611.25"));
            awaitCall(client, asked, "cancelled");
        }
    }

    @Test
    void aStalledNetworkEndsTheProcess() throws Exception {
        try (var client = gateway.connect();
                var beats = Beats.every500ms()) {
            var asked = ask(client, "sleep", "612.25");
            beats.hold(client, asked);
            Await.until("it sleeps", () -> sleeps("612.25"));
            beats.stop();
            Await.until("it is gone", () -> !sleeps("612.25"));
            awaitCall(client, asked, "cancelled");
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void aLostConnectionEndsTheProcess() throws Exception {
        try (var client = gateway.connect();
                var beats = Beats.every500ms()) {
            var asked = ask(client, "sleep", "613.25");
            try (var holder = gateway.connect()) {
                beats.hold(holder, asked);
                Await.until("it sleeps", () -> sleeps("613.25"));
                beats.stop();
            }
            Await.until("it is gone", () -> !sleeps("613.25"));
            awaitCall(client, asked, "cancelled");
        }
    }

    @Test
    void aSecondClientCannotTakeOver() throws Exception {
        try (var client = gateway.connect();
                var other = gateway.connect();
                var beats = Beats.every500ms()) {
            var asked = ask(client, "sleep", "614.25");
            beats.hold(client, asked);
            Await.until("it sleeps", () -> sleeps("614.25"));
            assertThat(other.refusal("approvals.hold", JsonObject.of("approval", Approvals.id(asked))))
                    .isEqualTo("conflict");
            assertThat(sleeps("614.25")).isTrue();
            beats.stop();
            Await.until("it is gone", () -> !sleeps("614.25"));
        }
    }

    @Test
    void cancellingTheCallEndsTheProcess() throws Exception {
        try (var client = gateway.connect();
                var beats = Beats.every500ms()) {
            var asked = ask(client, "sleep", "615.25");
            beats.hold(client, asked);
            Await.until("it sleeps", () -> sleeps("615.25"));
            client.call("calls.cancel", JsonObject.of("call", asked.text("call").orElseThrow()));
            Await.until("it is gone", () -> !sleeps("615.25"));
            awaitCall(client, asked, "cancelled");
        }
    }

    /** The command holds while it runs; ending it lets go. */
    @Test
    void theCommandHoldsForAsLongAsItRuns() throws Exception {
        try (var client = gateway.connect()) {
            var asked = ask(client, "touch", "held-by-command");
            var held = gateway.command("approvals", "hold", Approvals.id(asked));
            assertThat(held.exit()).as(held.err()).isZero();
            assertThat(home.resolve("workspace/held-by-command")).exists();
        }
    }

    private static JsonObject ask(WireClient client, String program, String argument) throws Exception {
        var input = JsonObject.builder().put("program", program).put("folder", "workspace")
                .put("arguments", JsonArray.ofStrings(List.of(argument))).build();
        return Approvals.invoke(client, JsonObject.builder().put("tool", "shell.run").put("input", input).build());
    }

    private static void awaitCall(WireClient client, JsonObject asked, String state) throws Exception {
        var call = JsonObject.of("call", asked.text("call").orElseThrow());
        Await.until("the call is " + state, () -> client.call("calls.get", call).object("call").orElseThrow()
                .text("state").orElse("").equals(state));
    }

    /** Whether a process of ours, or one in a sandbox of its, sleeps for that long. */
    private static boolean sleeps(String seconds) throws Exception {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (commandLine(process).equals("sleep " + seconds)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String commandLine(Path process) {
        try {
            var words = Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
            return words.substring(words.lastIndexOf('/') + 1);
        } catch (java.io.IOException gone) {
            return "";
        }
    }

    /** A hand on the button. */
    private static final class Beats implements AutoCloseable {
        private final ScheduledExecutorService hand = Executors.newSingleThreadScheduledExecutor();

        static Beats every500ms() {
            return new Beats();
        }

        void hold(WireClient client, JsonObject asked) {
            var params = JsonObject.of("approval", Approvals.id(asked));
            var _ = hand.scheduleAtFixedRate(() -> beat(client, params), 0, 500, TimeUnit.MILLISECONDS);
        }

        private static void beat(WireClient client, JsonObject params) {
            // what it answers is of no interest
            var _ = client.start("approvals.hold", params);
        }

        void stop() throws InterruptedException {
            hand.shutdownNow();
            hand.awaitTermination(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            hand.shutdownNow();
        }
    }
}
